#!/usr/bin/env bash
# make-authority.sh FOLDER [NAME] - makes the authority that signs the nodes of one cluster and nobody else: FOLDER/authority.pem and FOLDER/authority.key.
#   NAME: what the authority is called, default 'Backorders nodes'.   BACKORDERS_TLS_DAYS: how long it is valid, default 3650.
# Whoever holds authority.key can make a node, and a node may do everything: keep the key off the nodes. They get authority.pem alone.
set -euo pipefail
umask 077
if [ "$#" -lt 1 ] || [ "$#" -gt 2 ]; then
  echo "usage: make-authority.sh FOLDER [NAME]" >&2
  exit 2
fi

folder="$1"
name="${2:-Backorders nodes}"
days="${BACKORDERS_TLS_DAYS:-3650}"
for file in "$folder/authority.pem" "$folder/authority.key"; do
  if [ -e "$file" ]; then
    echo "make-authority: $file is there already; nodes that stand under it would know nobody any more. Name another folder." >&2
    exit 1
  fi
done

mkdir -p "$folder"
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$folder/authority.key"
openssl req -x509 -new -sha256 -key "$folder/authority.key" -days "$days" -subj "/CN=$name" \
  -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign" -out "$folder/authority.pem"
chmod 0644 "$folder/authority.pem"
echo "$folder/authority.pem"
