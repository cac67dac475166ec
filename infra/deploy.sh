#!/usr/bin/env bash
# Brings Relais into an Azure subscription, and every later version after it: resources, keys, package, and a look whether it answers. docs/deployment.md tells the whole.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
# shellcheck source-path=SCRIPTDIR source=release.sh
source "$here/release.sh"

usage() {
  cat <<'USAGE'
infra/deploy.sh --name NAME --group GROUP --operator-email ADDRESS [--location REGION] [more]
infra/deploy.sh --name NAME --group GROUP --skip-infra             only a new package
infra/deploy.sh --name NAME --group GROUP --rollback               the package before this one

  --name NAME            what resources are named after: 3 to 11 lower-case letters and digits, a letter first
  --group GROUP          the resource group; it is made when it is missing
  --location REGION      where everything lies; where the group is, or swedencentral
  --operator-email ADDR  where alerts on the installation and on its cost go
  --queues KIND          storage or servicebus
  --prefix PREFIX        put before every table and queue name
  --parameters FILE      further parameters of infra/main.bicep
  --operator-id ID       who may turn keys and upload packages; the signed-in user
  --package FILE         a package that infra/package.sh made earlier, with its .version beside it
  --wait-minutes N       how long the new version may take until it is ready; 10
USAGE
}

wrong() {
  echo "deploy: $*" >&2
  usage >&2
  exit "$UNUSABLE"
}

name='' group='' location='' email='' queues='' prefix='' parameters='' operator='' package='' skip='' rollback='' minutes=10
while (($# > 0)); do
  case $1 in
    --skip-infra) skip=yes; shift; continue ;;
    --rollback) rollback=yes; shift; continue ;;
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
    --package) package=$2 ;;
    --wait-minutes) minutes=$2 ;;
    *) wrong "$1 is not an argument." ;;
  esac
  shift 2
done

[[ $name =~ ^[a-z][a-z0-9]{2,10}$ ]] || wrong "--name must be 3 to 11 lower-case letters and digits, a letter first."
[[ -n $group ]] || wrong "--group is missing."
[[ $minutes =~ ^[1-9][0-9]?$ ]] || wrong "--wait-minutes must be 1 to 99."
[[ -z $parameters || -r $parameters ]] || wrong "--parameters: there is no file $parameters."
[[ -z $package || -r $package && -r ${package%.zip}.version ]] || wrong "--package: $package and its .version are not both there."
if [[ -n $skip$rollback ]]; then
  # They would stand in the package and not in the settings.
  [[ -z $queues$prefix$parameters ]] || wrong "--queues, --prefix and --parameters change the resources: not with --skip-infra or --rollback."
else
  [[ -n $email ]] || wrong "--operator-email is missing."
fi

command -v az > /dev/null || fail "$UNUSABLE" "az is missing: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli)."
for tool in curl openssl; do
  command -v "$tool" > /dev/null || fail "$UNUSABLE" "$tool is missing."
done
subscription=$(az account show --query id --output tsv 2> /dev/null) || fail "$UNUSABLE" "nobody is signed in: run az login, and az account set where you have several subscriptions."

# Secrets pass to others in files that only we read, never as arguments, which everybody on the machine may see.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ -z $skip$rollback ]]; then
  build_infrastructure
fi

read_outputs
prefix=$(setting Relais__Prefix)
if [[ -n $rollback ]]; then
  release_previous
else
  [[ -n $skip ]] || put_keys
  if [[ -z $package ]]; then
    package=$here/../artifacts/relais.zip
    # Names of queues stand in the package: they are those of the app's own settings.
    queues=$(setting Relais__Queues)
    Relais__Prefix=$prefix Relais__Queues=$queues "$here/package.sh" "$package"
  fi

  release "$package" "$(< "${package%.zip}.version")"
fi

cat <<DONE

$address answers. Who may open its storage gives themselves the first key, from a folder of this repository, signed in as the operator:
  AzureWebJobsStorage__accountName=$storage Relais__Prefix=$prefix dotnet run --project functions -- key NAME
DONE
