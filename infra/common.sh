#!/usr/bin/env bash
# What the parts of deploy.sh say, wait and ask with. Sourced by it: $group, $name, $work and what else was asked for are there.
# shellcheck disable=SC2034,SC2154 # the scripts use variables of each other

# How deploy.sh ends, besides 0. Nothing was touched, or what was touched is finished by running it again; the new version is not ready and the one before answers again; nothing answers.
readonly UNUSABLE=2 UNFINISHED=1 WENT_BACK=3 NOTHING_ANSWERS=4
readonly PAUSE_SECONDS=10

fail() {
  local code=$1
  shift
  echo "deploy: $*" >&2
  : > "$work/said"
  # What az said of it, where it was its last call that failed.
  if [[ -s $work/az-said ]]; then
    tail -n 3 "$work/az-said" | sed 's/^/az: /' >&2
  fi

  exit "$code"
}

# Whatever ends by an error that nobody foresaw ends as unfinished: az has codes of its own, and some of them are ours.
unforeseen() {
  # A subshell leaves the word to whoever started it, and what was said once is not said again.
  [[ $BASH_SUBSHELL == 0 && ! -e $work/said ]] || exit "$UNFINISHED"
  fail "$UNFINISHED" "this failed: $1"
}

say() { echo "deploy: $*"; }

# Tries a command again while the cloud has not heard yet of what was just made (roles take minutes to arrive).
insist() {
  local left=$1
  shift
  until "$@"; do
    ((--left > 0)) || return 1
    sleep "$PAUSE_SECONDS"
  done
}

# Keeps to itself what az complains of on the way: it is said where we give up.
az() {
  local code=0
  command az "$@" 2> "$work/az-now" || code=$?
  if ((code == 0)); then
    rm -f "$work/az-said" "$work/az-now"
  else
    mv "$work/az-now" "$work/az-said"
  fi

  return "$code"
}

# The last deployment that finished: one that failed has no outputs, and parameters that nobody runs with.
find_finished() {
  finished=$(az deployment group list --resource-group "$group" --output tsv \
    --query "sort_by([?properties.provisioningState=='Succeeded' && (name=='relais-$name' || starts_with(name, 'relais-$name-'))], &properties.timestamp)[-1].name")
}

output() {
  local value
  value=$(az deployment group show --resource-group "$group" --name "$finished" --query "properties.outputs.$1.value" --output tsv)
  [[ -n $value ]] || fail "$UNFINISHED" "the deployment $finished does not say $1: run it without --skip-infra or --rollback."
  echo "$value"
}

read_outputs() {
  find_finished || fail "$UNFINISHED" "the deployments of group $group cannot be read."
  [[ -n $finished ]] || fail "$UNFINISHED" "group $group has no deployment of $name that finished: run it without --skip-infra or --rollback first."
  app=$(output appName)
  storage=$(output storageName)
  container=$(output packageContainer)
  vault=$(output vaultName)
  site=/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Web/sites/$app
  # Not the public address: that one may be a domain that is not set up yet.
  address=https://$(az rest --method get --url "$site?api-version=2024-04-01" --query properties.defaultHostName --output tsv)
}

setting() {
  az functionapp config appsettings list --resource-group "$group" --name "$app" --query "[?name=='$1'].value | [0]" --output tsv
}
