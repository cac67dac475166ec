#!/usr/bin/env bash
# Resources and keys of an installation: what stays of the deployment before, what is asked for, and what is refused. Sourced by deploy.sh.
# shellcheck disable=SC2016,SC2034,SC2154 # the scripts use variables of each other

readonly SECRET=relais-secrets-keys
readonly PROVIDERS=(Microsoft.App Microsoft.Web Microsoft.Storage Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.OperationalInsights Microsoft.Insights Microsoft.Network Microsoft.ServiceBus Microsoft.Consumption)

# A new subscription knows few kinds of resources. Asking for one takes rights on the subscription, which whoever upgrades need not have.
register_providers() {
  local provider asked=()
  for provider in "${PROVIDERS[@]}"; do
    if ! is_registered "$provider"; then
      az provider register --namespace "$provider" --output none || fail "$UNFINISHED" "the subscription does not know $provider, and you may not have it: its owner runs az provider register --namespace $provider."
      asked+=("$provider")
    fi
  done
  for provider in "${asked[@]}"; do
    insist 60 is_registered "$provider" || fail "$UNFINISHED" "the subscription does not know $provider yet: wait some minutes, or have its owner run az provider register --namespace $provider."
  done
}

is_registered() { [[ $(az provider show --namespace "$1" --query registrationState --output tsv) == Registered ]]; }

# The first day of a budget cannot be changed afterwards: one that is there keeps it. Only an empty list means that there is none.
find_budget() {
  budget=$(az consumption budget list --resource-group "$group" --query "[?name=='budget-$name'].timePeriod.startDate | [0]" --output tsv)
}

# Found by its tag and not by a deployment: the last one may have failed.
find_app() {
  app='' finished='' group_there=$(az group exists --name "$group")
  [[ $group_there == true ]] || { group_there=''; return 0; }
  app=$(az functionapp list --resource-group "$group" --query "[?tags.installation=='$name'].name | [0]" --output tsv)
  find_finished
}

# Whether the file of further parameters says this one, and what.
says() { grep -qs "\"$1\"" "${parameters:-/dev/null}"; }
said() { tr -d '\r\n' < "${parameters:-/dev/null}" | sed -n "s/.*\"$1\"[[:space:]]*:[[:space:]]*{[[:space:]]*\"value\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p"; }

# What an installation runs with stays unless another is asked for: without its prefix it would seem empty, and other queues would leave messages behind.
keep_what_runs() {
  [[ -n $prefix ]] || prefix=$(said prefix)
  [[ -n $queues ]] || queues=$(said queues)
  [[ -n $app ]] || return 0
  local running_prefix running_queues
  running_prefix=$(setting Relais__Prefix)
  running_queues=$(setting Relais__Queues)
  [[ -n $running_queues ]] || fail "$UNFINISHED" "$app does not say which queues it runs with: its setting Relais__Queues is missing."
  prefix=${prefix:-$running_prefix} queues=${queues:-$running_queues}
  [[ $prefix == "$running_prefix" || -n $leave_tables ]] ||
    fail "$UNFINISHED" "$name runs with the prefix '$running_prefix': with another one it would begin with empty tables. --leave-tables says that this is meant."
  if [[ $queues != "$running_queues" && -z $leave_messages ]]; then
    local full
    full=$(full_queues "$running_queues" "$running_prefix")
    [[ -z $full ]] || fail "$UNFINISHED" "messages lie in the queues that $name runs with ($running_queues): ${full//$'\n'/, }. docs/operations.md, Service Bus, says how they are emptied; --leave-messages leaves them behind."
  fi
}

# Those of the old queues that are not empty, poison queues and dead letters among them. Who just works on a message of storage is not seen.
full_queues() {
  local account queue all message
  if [[ $1 == servicebus ]]; then
    account=$(setting ServiceBus__fullyQualifiedNamespace)
    az servicebus queue list --resource-group "$group" --namespace-name "${account%%.*}" --query '[?messageCount > `0`].name' --output tsv
  else
    account=$(setting AzureWebJobsStorage__accountName)
    all=$(az storage queue list --account-name "$account" ${2:+--prefix "$2-"} --auth-mode login --query '[].name' --output tsv)
    for queue in $all; do
      message=$(az storage message peek --queue-name "$queue" --account-name "$account" --auth-mode login --query '[0].id' --output tsv)
      [[ -z $message ]] || echo "$queue"
    done
  fi
}

# The parameters of the last deployment that finished, as a file: every deployment replaces all settings, so what is not given again would be gone.
# Those that main.bicep no longer has are left out: Azure refuses what it does not know.
keep_parameters() {
  [[ -n $finished ]] || { refuse_to_erase; return; }
  local one all query=''
  all=$(az deployment group show --resource-group "$group" --name "$finished" --query 'keys(properties.parameters)' --output tsv)
  for one in $all; do
    ! grep -q "^param $one " "$here/main.bicep" || query+="${query:+, }$one: {value: $one.value}"
  done
  [[ -n $query ]] || fail "$UNFINISHED" "the deployment $finished does not say its parameters."
  az deployment group show --resource-group "$group" --name "$finished" --query "properties.parameters.{parameters: {$query}}" --output json > "$work/kept.json"
  say "what $finished was given stays, unless it is given anew"
}

# An app without a deployment that finished: what it was set to is known from nowhere else.
refuse_to_erase() {
  [[ -n $app && -z $parameters ]] || return 0
  local others
  others=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --query '[].name' --output tsv |
    sed -E '/^(AzureWebJobsStorage__.*|APPLICATIONINSIGHTS_.*|ServiceBus__.*|Relais__(Prefix|Queues)|Secrets__Keys)$/d')
  [[ -z $others ]] || fail "$UNFINISHED" "$app has settings that no deployment in $group tells of, and that this one would take away: ${others//$'\n'/, }. Give them in --parameters FILE."
}

# Who the operator is: whoever is signed in, unless a group or a workflow was made the operator before.
# A service principal says who it is by itself only where it may read the directory: then it is given, or is in the file.
find_operator() {
  if [[ -z $operator ]] && ! says operatorId && ! grep -Eqs '"value": "(Group|ServicePrincipal)"' "$work/kept.json" && [[ $(az account show --query user.type --output tsv) == user ]]; then
    operator=$(az ad signed-in-user show --query id --output tsv) operator_type=User
  fi
}

build_infrastructure() {
  find_app
  keep_what_runs
  keep_parameters
  find_operator
  local given=(name="$name" operatorEmail="$email") files=() budget=''
  [[ ! -s $work/kept.json ]] || files+=("@$work/kept.json")
  [[ -z $parameters ]] || files+=("@$parameters")
  [[ -n $location ]] || location=$(said location)
  if [[ -z $group_there ]]; then
    location=${location:-swedencentral}
  elif [[ -z $location$finished ]]; then
    location=$(az group show --name "$group" --query location --output tsv)
  fi

  [[ -z $location ]] || given+=(location="$location")
  [[ -z $queues ]] || given+=(queues="$queues")
  [[ -z $prefix ]] || given+=(prefix="$prefix")
  [[ -z $operator ]] || given+=(operatorId="$operator" operatorType="${operator_type:-User}")
  say "resources of $name in $group${location:+ ($location)}"
  register_providers
  [[ -n $group_there ]] || az group create --name "$group" --location "$location" --output none
  if ! insist 3 find_budget; then
    say "whether there is a budget cannot be read: its first day is left as it was, and without one none is made"
  elif [[ -n $budget ]]; then
    given+=(budgetFrom="${budget:0:10}")
  elif ! says budgetFrom; then
    given+=(budgetFrom="$(date -u +%Y-%m-01)")
  fi

  # Each has a name of its own: one that fails must not take the place of the last that finished.
  az deployment group create --resource-group "$group" --name "relais-$name-$(date -u +%Y%m%d%H%M%S)" --template-file "$here/main.bicep" --parameters "${files[@]}" "${given[@]}" --output none ||
    fail "$UNFINISHED" "the resources were not all made. What ran before still runs."
}

has_secret() {
  secret=$(az keyvault secret list --vault-name "$vault" --query "[?name=='$SECRET'].name | [0]" --output tsv)
}

# What people gave us is sealed with these keys: they are made once, and never again for tables that are there.
put_keys() {
  local secret=''
  insist 30 has_secret || fail "$UNFINISHED" "the vault $vault cannot be read: whoever deploys needs the role Key Vault Secrets Officer there (--operator-id), which takes minutes to arrive, and with private endpoints its network rules must let you in (operatorAddresses)."
  if [[ -n $secret ]]; then
    [[ -z $keys ]] || compare_keys
    return 0
  fi

  if [[ -n $keys ]]; then
    tr -d '\r\n' < "$keys" > "$work/keys"
  elif has_blob "$RELEASED"; then
    fail "$UNFINISHED" "$SECRET is gone from the vault $vault, but the app has run with it: az keyvault secret recover --vault-name $vault --name $SECRET. New keys would leave every address unreadable."
  else
    openssl rand -base64 32 | tr -d '\n' > "$work/keys"
  fi

  az keyvault secret set --vault-name "$vault" --name "$SECRET" --file "$work/keys" --encoding utf-8 --output none
  rm "$work/keys"
  if [[ -n $keys ]]; then say "put the keys of $keys into $vault"; else say "made the keys of the installation: $SECRET in $vault"; fi
}

compare_keys() {
  az keyvault secret show --vault-name "$vault" --name "$SECRET" --query value --output tsv > "$work/keys"
  [[ $(tr -d '\r\n' < "$work/keys") == "$(tr -d '\r\n' < "$keys")" ]] ||
    fail "$UNFINISHED" "the vault $vault has keys already, and not those of $keys: nothing was changed there. Rows that are sealed with those that are there need them."
  rm "$work/keys"
  say "the vault $vault has these keys already"
}
