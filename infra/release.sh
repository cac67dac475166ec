#!/usr/bin/env bash
# One package in the place of another: what runs is kept, the new one is waited for, and where it is not ready the one before comes back. Sourced by deploy.sh.
# shellcheck disable=SC2034,SC2154 # the scripts use variables of each other

# As the platform names it (one deploy writes it), and where the package before it is kept.
readonly RELEASED=released-package.zip PREVIOUS=previous.zip
readonly REFRESH_SECONDS=60

blob() {
  az storage blob "$@" --account-name "$storage" --container-name "$container" --auth-mode login
}

has_blob() {
  local exists
  exists=$(insist 30 blob exists --name "$1" --query exists --output tsv) ||
    fail "$UNFINISHED" "the container $container of $storage cannot be read: whoever deploys needs the role Storage Blob Data Contributor there (--operator-id), which takes minutes to arrive, and with private endpoints its network rules must let you in (operatorAddresses)."
  [[ $exists == true ]]
}

# Which package lies there now; fails where that cannot be read.
mark() {
  local exists
  exists=$(blob exists --name "$RELEASED" --query exists --output tsv) || return 1
  if [[ $exists == true ]]; then blob show --name "$RELEASED" --query properties.etag --output tsv; else echo none; fi
}

# Says which version answers, live or ready; fails where none does.
version_at() {
  curl --silent --max-time 30 --fail "$address/api/health/$1" | sed -n 's/.*"version" *: *"\([^"]*\)".*/\1/p'
}

# The queues and the prefix that a package was made for stand at the end of its version: "servicebus.paris", "storage".
made_for() { sed -nE 's/^[^+]*\+[^.]*(\.[0-9a-f]{8})?\.((storage|servicebus)(\.[a-z][a-z0-9]*)?)$/\2/p' <<< "$1"; }

# A package made for others would answer, and drain no queue.
fits() { [[ $(made_for "$1") == "$carrier" ]]; }

# Before another package takes its place, the one that runs is fetched. One that is not ready gives way to what was put aside earlier, the last good one; without that it is better than none.
# Leaves it in $work/before.zip, its version in $running, and in $aside whether it is to be put aside once the new one is ready.
keep_aside() {
  running='' aside=''
  local there=''
  ! has_blob "$RELEASED" || there=yes
  if [[ -n $there ]] && running=$(insist 3 version_at ready) && [[ -n $running && $running != "$1" ]]; then
    say "version $running runs now"
    aside=yes
  elif has_blob "$PREVIOUS"; then
    say "the package put aside earlier stays: what runs now is ${running:-not ready}"
    fetch_previous "$work/before.zip"
  elif [[ -n $there && $running != "$1" ]]; then
    running=$(version_at live) || running=''
    running=${running:-unknown} aside=yes
    say "what runs now is not ready (version $running), and is kept all the same: there is none before it"
  fi

  [[ -z $aside ]] || blob download --name "$RELEASED" --file "$work/before.zip" --output none
}

# Leaves its version in $running.
fetch_previous() {
  blob download --name "$PREVIOUS" --file "$1" --output none
  running=$(blob show --name "$PREVIOUS" --query metadata.version --output tsv)
}

# One deploy: the platform checks the package, puts it into the container and starts instances with it.
put_package() {
  local before after
  before=$(mark) || return 1
  if ! az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$1" --build-remote false --timeout 900 --output none; then
    # It also ends so when the package was taken and the app did not come up in its time: then looking at its health decides.
    after=$(mark) || return 1
    if [[ $after == "$before" ]]; then
      say "one deploy refused the package: putting it into the container instead"
      blob upload --name "$RELEASED" --file "$1" --overwrite --output none || return 1
      az functionapp restart --resource-group "$group" --name "$app" --output none || return 1
    fi
  fi

  # Without it what calls functions does not know of those that are new or gone.
  insist 6 az rest --method post --url "$site/syncfunctiontriggers?api-version=2023-12-01" --output none
}

# The app looks for its secrets once a day only, and may have been made before them.
refresh_secrets() {
  az rest --method post --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none || say "the app was not told to look for its secrets again"
}

# Old instances may go on answering for a while.
is_ready() {
  local wanted=$1 now until refreshed
  now=$(date +%s)
  until=$((now + minutes * 60)) refreshed=$now
  until [[ $(version_at ready) == "$wanted" ]]; do
    now=$(date +%s)
    ((now + PAUSE_SECONDS < until)) || return 1
    if ((now - refreshed >= REFRESH_SECONDS)); then
      refresh_secrets
      refreshed=$now
    fi

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
  local package=$1 version=$2 running aside reason
  fits "$version" || fail "$UNFINISHED" "version $version was made for $(described "$version"), and $app runs with $carrier (queues, prefix): nothing was deployed."
  keep_aside "$version"
  refresh_secrets
  say "deploying version $version"
  if put_and_see "$package" "$version"; then
    # Not before: a version that does not become ready must not cost the last good one.
    [[ -z $aside ]] || blob upload --name "$PREVIOUS" --file "$work/before.zip" --overwrite --metadata "version=$running" --output none
    return 0
  fi

  local failed="version $version $reason"
  [[ -s $work/before.zip ]] || fail "$NOTHING_ANSWERS" "$failed, and there is none before it to go back to. $(where_to_look)"
  fits "$running" || fail "$NOTHING_ANSWERS" "NOTHING ANSWERS: $failed, and the one before it ($running) was made for $(described "$running") while $app runs with $carrier (queues, prefix): it is not put back. $(where_to_look)"
  say "$failed: going back to $running"
  if put_and_see "$work/before.zip" "$running"; then
    fail "$WENT_BACK" "$failed; $running runs again. $(where_to_look)"
  fi

  fail "$NOTHING_ANSWERS" "NOTHING ANSWERS: $failed, and $running $reason when it was put back. $(where_to_look)"
}

described() {
  local carrier
  carrier=$(made_for "$1")
  echo "${carrier:-nobody knows what}"
}

release_previous() {
  local running now
  has_blob "$PREVIOUS" || fail "$UNFINISHED" "there is no package before this one."
  fetch_previous "$work/previous.zip"
  now=$(version_at ready) || now=''
  [[ $now != "$running" ]] || fail "$UNFINISHED" "the package that was put aside is what runs already: version $running."
  release "$work/previous.zip" "$running"
}

where_to_look() {
  echo "What it says: az webapp log tail --resource-group $group --name $app, and Application Insights."
}
