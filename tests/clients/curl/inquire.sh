#!/usr/bin/env bash
# Asks one query with curl and prints the answer's items. Usage: inquire.sh URL CASE.txt 照会要求番号 機関別符号
set -euo pipefail
url=$1 case_file=$2 request=$3 link_code=$4

escape() { sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'; }
element() { printf '<%s>%s</%s>' "$1" "$(printf '%s' "$2" | escape)" "$1"; }

query='<?xml version="1.0" encoding="UTF-8"?><情報照会>'$(element 照会要求番号 "$request")
moments='' kind='' institution=''
while IFS='=' read -r name value; do
    case $name in
        情報照会条件) kind=$value ;;
        時点 | 開始 | 終了) moments+=$(element "$name" "$value") ;;
        *) query+=$(element "$name" "$value") ;;
    esac
    if [ "$name" = 情報照会者機関コード ]; then institution=$value; fi
done <"$case_file"
query+="<情報照会条件 種別=\"$kind\">$moments</情報照会条件>"$(element 機関別符号 "$link_code")'</情報照会>'

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
call() { curl --silent --show-error --output "$answer" --write-out '%{http_code}' "$@"; }

status=$(printf '%s' "$query" | call --header 'Content-Type: application/xml; charset=utf-8' --data-binary @- \
    "$url/$institution/inquiries")
if [ "$status" != 202 ]; then echo "HTTP $status" >&2; exit 1; fi
for _ in $(seq 1 100); do
    status=$(call "$url/$institution/inquiries/$request")
    if [ "$status" = 202 ]; then sleep 0.1; else break; fi
done
if [ "$status" != 200 ]; then echo "HTTP $status" >&2; exit 1; fi

# Every element without children, as name=value.
xmllint --xpath '//*[not(*)]' "$answer" |
    sed -E -e 's|^<([^ />]+)( [^>]*[^/>])?>(.*)</.*>$|\1=\3|' -e 's|^<([^ />]+)( ([^>]*))?/>$|\1= \3|'
