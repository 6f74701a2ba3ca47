#!/bin/sh
# Opens a ticket for an alert, waits for its record, adds a note and resolves it. Needs curl alone.
#
#   export RELAY=http://127.0.0.1:8080 TOKEN=art_… WORKSPACE=main SOURCE=scripts
#   sh docs/examples/open-and-resolve.sh backup-42 "Backup of db1 failed"
set -eu

fingerprint=$1
title=$2
api="$RELAY/api/v1/workspaces/$WORKSPACE"

# A problem (RFC 9457) goes to stderr, with its code; then the script ends.
call() {
  answer=$(curl --silent --show-error --fail-with-body --max-time 10 \
    --header "Authorization: Bearer $TOKEN" --header 'Content-Type: application/json' "$@") \
    || { echo "$answer" >&2; exit 1; }
  echo "$answer"
}

# Of the first field with this name; enough for ids, numbers and words.
field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# The same key with the same body is done once, however often it is sent.
sent=$(call "$api/events" --header "Idempotency-Key: $fingerprint" --data "{
  \"source\": \"$SOURCE\", \"fingerprint\": \"$fingerprint\", \"status\": \"firing\",
  \"severity\": \"high\", \"title\": \"$title\"}")
event=$(echo "$sent" | sed -n 's/.*"events":\["\([^"]*\)".*/\1/p')

# Accepted is not done: the relay has it on disk and goes on trying.
outcome=waiting
for _ in $(seq 60); do
  fate=$(call "$api/events/$event")
  outcome=$(echo "$fate" | sed 's/"record":.*//' | field outcome)
  [ "$outcome" = waiting ] || break
  sleep 1
done
record=$(echo "$fate" | sed -n 's/.*"record":{\([^}]*\)}.*/\1/p')
if [ -z "$record" ]; then
  # Why, in one line for people.
  call "$api/why/$event" >&2
  exit 1
fi
key=$(echo "$record" | field key)
echo "$(echo "$record" | field number) $outcome"

call "$api/links/$key/actions" --data '{"action": "note", "text": "The disk was full."}' >/dev/null
call "$api/links/$key/actions" --data '{"action": "resolve"}' >/dev/null
