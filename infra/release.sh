#!/usr/bin/env bash
# What deploy.sh does, step by step. Sourced by it: $subscription, $group, $name and what else was asked for are there.
# shellcheck disable=SC2034,SC2154 # either script uses variables of the other

# How deploy.sh ends, besides 0. Nothing was touched, or what was touched is finished by running it again; the new version is not ready and the one before answers again; nothing answers.
readonly UNUSABLE=2 UNFINISHED=1 WENT_BACK=3 NOTHING_ANSWERS=4
readonly SECRET=relais-secrets-keys
# As the platform names it (one deploy writes it), and where the package before it is kept.
readonly RELEASED=released-package.zip PREVIOUS=previous.zip
readonly PAUSE_SECONDS=10
readonly PROVIDERS=(Microsoft.App Microsoft.Web Microsoft.Storage Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.OperationalInsights Microsoft.Insights Microsoft.Network Microsoft.ServiceBus Microsoft.Consumption)

fail() {
  local code=$1
  shift
  echo "deploy: $*" >&2
  exit "$code"
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

# A new subscription knows few kinds of resources; asking for one that it knows already changes nothing.
register_providers() {
  local provider
  for provider in "${PROVIDERS[@]}"; do
    az provider register --namespace "$provider" --output none
  done
  for provider in "${PROVIDERS[@]}"; do
    insist 60 is_registered "$provider" || fail "$UNFINISHED" "the subscription does not know $provider yet: wait some minutes, or have its owner run az provider register --namespace $provider."
  done
}

is_registered() { [[ $(az provider show --namespace "$1" --query registrationState --output tsv) == Registered ]]; }

# The first day of a budget cannot be changed afterwards: one that is there keeps it.
first_day_of_budget() {
  local there
  there=$(az consumption budget list --resource-group "$group" --query "[?name=='budget-$name'].timePeriod.startDate | [0]" --output tsv 2> /dev/null) || there=''
  if [[ -n $there ]]; then echo "${there:0:10}"; else date -u +%Y-%m-01; fi
}

# What an installation runs with stays unless another is asked for: without its prefix it would seem empty, and other queues would leave messages behind.
keep_what_runs() {
  local app
  app=$(output appName 2> /dev/null) && [[ -n $app ]] || return 0
  [[ -n $prefix ]] || says prefix || prefix=$(setting Relais__Prefix)
  [[ -n $queues ]] || says queues || queues=$(setting Relais__Queues)
}

# Whether the file of further parameters says this one.
says() { grep -qs "\"$1\"" "${parameters:-/dev/null}"; }

build_infrastructure() {
  keep_what_runs
  [[ -n $location ]] || location=$(az group show --name "$group" --query location --output tsv 2> /dev/null) || location=swedencentral
  local given=(name="$name" location="$location" operatorEmail="$email") files=()
  [[ -z $queues ]] || given+=(queues="$queues")
  [[ -z $prefix ]] || given+=(prefix="$prefix")
  [[ -z $parameters ]] || files=("@$parameters")
  # A service principal says who it is by itself only where it may read the directory: then it is given, or is in the file.
  if [[ -z $operator && $(az account show --query user.type --output tsv) == user ]] && ! says operatorId; then
    operator=$(az ad signed-in-user show --query id --output tsv)
  fi

  [[ -z $operator ]] || given+=(operatorId="$operator")
  say "resources of $name in $group ($location)"
  register_providers
  az group create --name "$group" --location "$location" --output none
  given+=(budgetFrom="$(first_day_of_budget)")
  az deployment group create --resource-group "$group" --name "relais-$name" --template-file "$here/main.bicep" --parameters "${files[@]}" "${given[@]}" --output none
}

output() {
  az deployment group show --resource-group "$group" --name "relais-$name" --query "properties.outputs.$1.value" --output tsv
}

read_outputs() {
  app=$(output appName) || fail "$UNFINISHED" "group $group has no deployment relais-$name: run it without --skip-infra or --rollback first."
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

has_secret() {
  secret=$(az keyvault secret list --vault-name "$vault" --query "[?name=='$SECRET'].name | [0]" --output tsv)
}

# What people gave us is sealed with these keys: they are made once, and never again for tables that are there.
put_keys() {
  local secret=''
  insist 30 has_secret || fail "$UNFINISHED" "the vault $vault cannot be read: whoever deploys needs the role Key Vault Secrets Officer there (--operator-id), which takes minutes to arrive."
  [[ -z $secret ]] || return 0
  if has_blob "$RELEASED"; then
    fail "$UNFINISHED" "$SECRET is gone from the vault $vault, but the app has run with it: az keyvault secret recover --vault-name $vault --name $SECRET. New keys would leave every address unreadable."
  fi

  openssl rand -base64 32 | tr -d '\n' > "$work/keys"
  az keyvault secret set --vault-name "$vault" --name "$SECRET" --file "$work/keys" --encoding utf-8 --output none
  rm "$work/keys"
  # The app was made before its keys and looks for them once a day only.
  az rest --method post --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
  say "made the keys of the installation: $SECRET in $vault"
}

blob() {
  az storage blob "$@" --account-name "$storage" --container-name "$container" --auth-mode login
}

has_blob() {
  local exists
  exists=$(insist 30 blob exists --name "$1" --query exists --output tsv) ||
    fail "$UNFINISHED" "the container $container of $storage cannot be read: whoever deploys needs the role Storage Blob Data Contributor there (--operator-id), which takes minutes to arrive."
  [[ $exists == true ]]
}

mark() {
  blob show --name "$RELEASED" --query properties.etag --output tsv 2> /dev/null || echo none
}

# Says which version answers, live or ready; fails where none does.
version_at() {
  curl --silent --max-time 30 --fail "$address/api/health/$1" | sed -n 's/.*"version" *: *"\([^"]*\)".*/\1/p'
}

# Before another package takes its place, the one that runs is put aside with its version; but only where it is ready, and is another, or the last good one would be lost.
# Leaves it in $work/before.zip, and its version in $running; without one, what was put aside earlier.
keep_aside() {
  running=''
  if has_blob "$RELEASED" && running=$(insist 3 version_at ready) && [[ -n $running && $running != "$1" ]]; then
    say "version $running runs now"
    blob download --name "$RELEASED" --file "$work/before.zip" --output none
    blob upload --name "$PREVIOUS" --file "$work/before.zip" --overwrite --metadata "version=$running" --output none
  elif has_blob "$PREVIOUS"; then
    say "the package put aside earlier stays: what runs now is ${running:-not ready}"
    fetch_previous "$work/before.zip"
  fi
}

# Leaves its version in $running.
fetch_previous() {
  blob download --name "$PREVIOUS" --file "$1" --output none
  running=$(blob show --name "$PREVIOUS" --query metadata.version --output tsv)
}

# One deploy: the platform checks the package, puts it into the container and starts instances with it.
put_package() {
  local before
  before=$(mark)
  if ! az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$1" --build-remote false --timeout 900 --output none; then
    # It also ends so when the package was taken and the app did not come up in its time: then looking at its health decides.
    if [[ $(mark) == "$before" ]]; then
      say "one deploy refused the package: putting it into the container instead"
      blob upload --name "$RELEASED" --file "$1" --overwrite --output none || return 1
      az functionapp restart --resource-group "$group" --name "$app" --output none || return 1
    fi
  fi

  # Without it what calls functions does not know of those that are new or gone.
  insist 6 az rest --method post --url "$site/syncfunctiontriggers?api-version=2023-12-01" --output none
}

# Old instances may go on answering for a while.
is_ready() {
  local wanted=$1 left=$((minutes * 60 / PAUSE_SECONDS))
  until [[ $(version_at ready) == "$wanted" ]]; do
    ((--left > 0)) || return 1
    sleep "$PAUSE_SECONDS"
  done
  say "$address is ready: version $wanted"
}

# Either is said in its own words: a package that nobody takes, and one that does not come up.
put_and_see() {
  reason="was not taken by the platform"
  put_package "$1" || return 1
  reason="was not ready within $minutes minutes"
  is_ready "$2"
}

release() {
  local package=$1 version=$2 running reason
  keep_aside "$version"
  say "deploying version $version"
  if put_and_see "$package" "$version"; then
    return 0
  fi

  local failed="version $version $reason"
  [[ -s $work/before.zip ]] || fail "$NOTHING_ANSWERS" "$failed, and there is none before it to go back to. $(where_to_look)"
  say "$failed: going back to $running"
  if put_and_see "$work/before.zip" "$running"; then
    fail "$WENT_BACK" "$failed; $running runs again. $(where_to_look)"
  fi

  fail "$NOTHING_ANSWERS" "NOTHING ANSWERS: $failed, and $running $reason when it was put back. $(where_to_look)"
}

release_previous() {
  local running
  has_blob "$PREVIOUS" || fail "$UNFINISHED" "there is no package before this one."
  fetch_previous "$work/previous.zip"
  release "$work/previous.zip" "$running"
}

where_to_look() {
  echo "What it says: az webapp log tail --resource-group $group --name $app, and Application Insights."
}
