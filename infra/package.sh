#!/usr/bin/env bash
# Makes artifacts/relais.zip: the app for Linux with its runtime, its function.json files and host.json. Needs the .NET 10 SDK, Node (the first build fetches what comes from npm) and this repository.
# The names of queues stand in function.json, so it is made with what the app will run with: Relais__Prefix and Relais__Queues of the environment.
# Beside it stands artifacts/relais.version: what /api/health answers once it runs. It ends with those queues and that prefix: deploy.sh puts no package where others are.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
zip=$(realpath -m "${1:-$root/artifacts/relais.zip}")
readonly root zip
cd "$root"
readonly folder=artifacts/package

# The commit it is built from; where there are changes that nobody committed, a name for them, too: two packages of one name are one package.
# Outside of a repository the sources have a name by themselves.
revision() {
  local commit changes
  if commit=$(git rev-parse HEAD 2> /dev/null); then
    changes=$(git diff HEAD --binary -- . ; git ls-files --others --exclude-standard -z -- functions host.json | xargs -0 --no-run-if-empty sha256sum)
    echo "$commit${changes:+.$(sha256sum <<< "$changes" | cut -c1-8)}"
  else
    commit=$({ find . -maxdepth 1 -type f '(' -name '*.props' -o -name '*.targets' -o -name '*.json' ')' -print0; find functions -type d '(' -name bin -o -name obj ')' -prune -o -type f -print0; } | sort -z | xargs -0 sha256sum | sha256sum)
    echo "sources-${commit:0:12}"
  fi
}

# Each by itself: in one line a failure of the first would pass unseen.
number=$(dotnet msbuild functions -getProperty:Version)
source=$(revision)
version=$number+$source.${Relais__Queues:-storage}${Relais__Prefix:+.$Relais__Prefix}
readonly version

rm -rf "$folder"
dotnet publish functions -c Release -r linux-x64 -o "$folder" --nologo -v quiet \
  -p:ContinuousIntegrationBuild=true -p:InformationalVersion="$version" -p:IncludeSourceRevisionInInformationalVersion=false
mkdir -p "$(dirname "$zip")"
dotnet run infra/Pack.cs -- "$folder" "$zip"
echo "$version" > "${zip%.zip}.version"
echo "Version $version, prefix '${Relais__Prefix:-}', queues '${Relais__Queues:-storage}'"
