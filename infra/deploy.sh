#!/usr/bin/env bash
# Brings Relais into an Azure subscription, and every later version after it: resources, keys, package, and a look whether it answers. docs/deployment.md tells the whole.
# shellcheck disable=SC2034,SC2154 # the scripts use variables of each other
set -Eeuo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
for part in common resources release; do
  # shellcheck disable=SC1090 # the three beside this one
  source "$here/$part.sh"
done

usage() {
  cat <<'USAGE'
infra/deploy.sh --name NAME --group GROUP --operator-email ADDRESS [--location REGION] [more]
infra/deploy.sh --name NAME --group GROUP --operator-email ADDRESS --only-infra [--keys FILE]
                                                                   no package: tables stay empty, for a backup
infra/deploy.sh --name NAME --group GROUP --skip-infra             only a new package
infra/deploy.sh --name NAME --group GROUP --rollback               the package before this one

  --name NAME            what resources are named after: 3 to 11 lower-case letters and digits, a letter first
  --group GROUP          the resource group; it is made when it is missing
  --location REGION      where everything lies; where the group is, or swedencentral
  --operator-email ADDR  where alerts on the installation and on its cost go
  --queues KIND          storage or servicebus
  --prefix PREFIX        put before every table and queue name
  --parameters FILE      further parameters of infra/main.bicep; those of the deployment before stay
  --operator-id ID       who may turn keys and upload packages; the signed-in user
  --operator-type TYPE   what that is: User, Group or ServicePrincipal; User
  --package FILE         a package that infra/package.sh made earlier, with its .version beside it
  --keys FILE            keys that a backup was sealed with, for a vault that has none
  --leave-messages       other queues, whatever still lies in those of now
  --leave-tables         another prefix, and so other tables
  --wait-minutes N       how long the new version may take until it is ready; 10
USAGE
}

wrong() {
  echo "deploy: $*" >&2
  usage >&2
  exit "$UNUSABLE"
}

name='' group='' location='' email='' queues='' prefix='' parameters='' operator='' operator_type='' package='' keys='' skip='' only='' rollback='' leave_messages='' leave_tables='' minutes=10
while (($# > 0)); do
  case $1 in
    --skip-infra) skip=yes; shift; continue ;;
    --only-infra) only=yes; shift; continue ;;
    --rollback) rollback=yes; shift; continue ;;
    --leave-messages) leave_messages=yes; shift; continue ;;
    --leave-tables) leave_tables=yes; shift; continue ;;
    --help) usage; exit 0 ;;
  esac
  (($# > 1)) || wrong "$1 is not an argument, or lacks its value."
  case $1 in
    --name) name=$2 ;;
    --group) group=$2 ;;
    --location) location=$2 ;;
    --operator-email) email=$2 ;;
    --queues) queues=$2 ;;
    --prefix) prefix=$2 ;;
    --parameters) parameters=$2 ;;
    --operator-id) operator=$2 ;;
    --operator-type) operator_type=$2 ;;
    --package) package=$2 ;;
    --keys) keys=$2 ;;
    --wait-minutes) minutes=$2 ;;
    *) wrong "$1 is not an argument." ;;
  esac
  shift 2
done

[[ $name =~ ^[a-z][a-z0-9]{2,10}$ ]] || wrong "--name must be 3 to 11 lower-case letters and digits, a letter first."
[[ -n $group ]] || wrong "--group is missing."
[[ $minutes =~ ^[1-9][0-9]?$ ]] || wrong "--wait-minutes must be 1 to 99."
[[ $queues =~ ^(storage|servicebus)?$ ]] || wrong "--queues must be storage or servicebus."
[[ $prefix =~ ^([a-z][a-z0-9]{0,19})?$ ]] || wrong "--prefix must be up to 20 lower-case letters and digits, a letter first."
[[ $operator_type =~ ^(User|Group|ServicePrincipal)?$ ]] || wrong "--operator-type must be User, Group or ServicePrincipal."
[[ -z $operator_type || -n $operator ]] || wrong "--operator-type says what --operator-id is, which is missing."
[[ -z $parameters || -r $parameters ]] || wrong "--parameters: there is no file $parameters."
[[ -z $keys || -s $keys && -r $keys ]] || wrong "--keys: $keys is not there, or is empty."
[[ -z $package || -r $package && -r ${package%.zip}.version ]] || wrong "--package: $package and its .version are not both there."
[[ $skip$only$rollback =~ ^(yes)?$ ]] || wrong "--skip-infra, --only-infra and --rollback exclude each other."
[[ -z $rollback || -z $package ]] || wrong "--rollback has its own package: not with --package."
[[ -z $only || -z $package ]] || wrong "--only-infra takes no --package."
[[ -z $keys || -n $only ]] || wrong "--keys belongs to --only-infra: a backup is imported before anything runs."
if [[ -n $skip$rollback ]]; then
  # They would stand in the package and not in the settings.
  [[ -z $queues$prefix$parameters ]] || wrong "--queues, --prefix and --parameters change the resources: not with --skip-infra or --rollback."
else
  [[ -n $email ]] || wrong "--operator-email is missing."
fi

# Secrets pass to others in files that only we read, never as arguments, which everybody on the machine may see.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'unforeseen "$BASH_COMMAND"' ERR

type -P az > /dev/null || fail "$UNUSABLE" "az is missing: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli)."
needed=(curl openssl)
if [[ -z $package$only$rollback ]]; then
  needed+=(dotnet)
  # The first build fetches what comes from npm.
  [[ -e $here/../node_modules/.package-lock.json ]] || needed+=(npm)
fi

for tool in "${needed[@]}"; do
  type -P "$tool" > /dev/null || fail "$UNUSABLE" "$tool is missing."
done
subscription=$(az account show --query id --output tsv) || fail "$UNUSABLE" "nobody is signed in: run az login, and az account set where you have several subscriptions."

# What GitHub signs for a run is good for minutes, and a build takes longer: tokens that are fetched now last an hour.
for audience in https://management.azure.com https://storage.azure.com https://vault.azure.net; do
  az account get-access-token --resource "$audience" --query expiresOn --output tsv > /dev/null || fail "$UNUSABLE" "there is no token for $audience: run az login again."
done

[[ -n $skip$rollback ]] || build_infrastructure
read_outputs
[[ -n $skip$rollback ]] || put_keys
prefix=$(setting Relais__Prefix)
queues=$(setting Relais__Queues)
carrier=$queues${prefix:+.$prefix}
if [[ -n $only ]]; then
  cat <<DONE

Resources and keys are there, and nothing was deployed onto them. Import a backup (docs/operations.md, To restore) into
  AzureWebJobsStorage__accountName=$storage Relais__Prefix=$prefix
and then let it run: infra/deploy.sh --name $name --group $group --skip-infra
DONE
  exit 0
fi

if [[ -n $rollback ]]; then
  release_previous
else
  if [[ -z $package ]]; then
    package=$here/../artifacts/relais.zip
    # Names of queues stand in the package: they are those of the app's own settings.
    Relais__Prefix=$prefix Relais__Queues=$queues "$here/package.sh" "$package" || fail "$UNFINISHED" "no package could be made: nothing was deployed."
  fi

  release "$package" "$(< "${package%.zip}.version")"
fi

cat <<DONE

$address answers. Who may open its storage gives themselves the first key, from a folder of this repository, signed in as the operator:
  AzureWebJobsStorage__accountName=$storage Relais__Prefix=$prefix dotnet run --project functions -- key NAME
DONE
