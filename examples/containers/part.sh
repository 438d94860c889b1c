#!/bin/sh
# Starts one part of Drawbridge in a container, or replaces the one that runs under that name.
#   part.sh NAME PROGRAM        part.sh registry-1 registry        part.sh presto-2 servers/presto
# In this folder, NAME.env has its variables, and tls/NAME/ its certificate, key and the company's authority.
set -eu
name=$1 program=$2 folder=${DEPLOYMENT:-$PWD}
runner=${RUNNER:-podman} container=${PREFIX:-}$name

# The old one gets SIGTERM, says at /readyz that it is not ready, and ends the calls that run.
"$runner" stop --time 90 "$container" 2>/dev/null || true
"$runner" rm "$container" 2>/dev/null || true
"$runner" run --detach --name "$container" \
  --network "${NETWORK:-acme}" --network-alias "$name.acme.internal" \
  --read-only --tmpfs /tmp:rw,mode=1777 --cap-drop all --memory 512m --pids-limit 256 \
  --env-file "$folder/$name.env" --volume "$folder/tls/$name:/tls:ro" \
  "${IMAGE:-localhost/drawbridge:0.1.0}" --max-old-space-size=320 "reference-servers/$program/main.js"
