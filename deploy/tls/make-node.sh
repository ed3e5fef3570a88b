#!/usr/bin/env bash
# make-node.sh FOLDER NODE [NAME …] - makes FOLDER/NODE.pem and FOLDER/NODE.key, signed by the authority in FOLDER (make-authority.sh). Run again, it renews both.
#   NODE: the node's Cluster:NodeId.   NAME: where others reach the node, a name or an address; for people and their tools, for nodes look at the authority alone.
#   BACKORDERS_TLS_DAYS: how long the certificate is valid, default 397. No other node connects to a node whose certificate has ended.
# The node reads both files at its start, and FOLDER/authority.pem: Cluster:Tls:Certificate, Cluster:Tls:Key and Cluster:Tls:Authority.
set -euo pipefail
umask 077
if [ "$#" -lt 2 ]; then
  echo "usage: make-node.sh FOLDER NODE [NAME ...]" >&2
  exit 2
fi

folder="$1"
node="$2"
shift 2
days="${BACKORDERS_TLS_DAYS:-397}"
if ! [[ "$node" =~ ^[A-Za-z0-9._-]{1,63}$ ]] || [ "$node" = authority ]; then
  echo "make-node: '$node' is no Cluster:NodeId; use 1 to 63 letters, digits, dots, dashes or underscores, and not 'authority'." >&2
  exit 2
fi

for file in "$folder/authority.pem" "$folder/authority.key"; do
  if ! [ -e "$file" ]; then
    echo "make-node: there is no $file; make the authority first: make-authority.sh $folder" >&2
    exit 1
  fi
done

names="DNS:$node"
for name in "$@"; do
  if [[ "$name" =~ ^[0-9.]+$ ]] || [[ "$name" == *:* ]]; then
    names="$names,IP:$name"
  else
    names="$names,DNS:$name"
  fi
done

part="$(mktemp -d "$folder/.$node.XXXXXX")"
trap 'rm -rf "$part"' EXIT
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$part/key"
openssl req -new -sha256 -key "$part/key" -subj "/CN=$node" -out "$part/request"
{
  echo "basicConstraints = critical, CA:FALSE"
  echo "keyUsage = critical, digitalSignature"
  # A node is both: it connects to others, and others connect to it.
  echo "extendedKeyUsage = serverAuth, clientAuth"
  echo "subjectAltName = $names"
} > "$part/extensions"
openssl x509 -req -sha256 -in "$part/request" -CA "$folder/authority.pem" -CAkey "$folder/authority.key" -set_serial "0x$(openssl rand -hex 16)" \
  -days "$days" -extfile "$part/extensions" -out "$part/certificate" 2> "$part/said" || { cat "$part/said" >&2; exit 1; }
openssl verify -CAfile "$folder/authority.pem" "$part/certificate" > /dev/null
chmod 0644 "$part/certificate"
mv -f "$part/key" "$folder/$node.key"
mv -f "$part/certificate" "$folder/$node.pem"
echo "$folder/$node.pem"
