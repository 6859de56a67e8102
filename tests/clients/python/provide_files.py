#!/usr/bin/python3
"""A provider that works by files: answers each 照会ファイル dropped into FOLDER/request by a 結果ファイル in FOLDER/result,
built (CSV or XML) and written (UTF-8 or Windows-31J) as the query was.

Usage: provide_files.py FOLDER HOLDINGS.txt        FOLDER is what `renkei run --real 団体=folder:FOLDER` is given
"""

import csv
import io
import os
import re
import sys
import time
import xml.etree.ElementTree as ElementTree

import provide

RESULT = [
    "照会要求番号", "処理通番", "処理結果", "中間サーバー登録日時", "特定個人情報の版番号", "資格番号", "明細番号", "項目コード", "値",
    "値がない理由", "エラー",
]


def decode(data):
    """The text, and in which characters it was written."""
    for charset in ("utf-8-sig", "cp932"):  # Windows-31J: Python's shift_jis knows neither ① nor 髙
        try:
            return data.decode(charset), charset.replace("-sig", "")
        except UnicodeDecodeError:
            pass
    raise ValueError("neither UTF-8 nor Windows-31J")


def csv_result(holdings, serial, text):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, RESULT, restval="")
    writer.writeheader()
    for query in csv.DictReader(io.StringIO(text, newline="")):
        outcome, items = provide.find(holdings, query)
        row = {"照会要求番号": query["照会要求番号"], "処理通番": serial, "処理結果": outcome}
        if not items:
            writer.writerow(row)
        for code, _, value in items:
            row.update({"中間サーバー登録日時": provide.now(), "特定個人情報の版番号": provide.VERSION, "資格番号": 1})
            row.update({"項目コード": code, "値": value, "値がない理由": ""})
            if value.startswith("!"):
                row.update({"値": "", "値がない理由": value[1:]})
            writer.writerow(row)
    return out.getvalue()


def xml_result(holdings, serial, text, charset):
    out = ['<?xml version="1.0" encoding="%s"?>' % {"utf-8": "UTF-8", "cp932": "Windows-31J"}[charset], "<結果ファイル>"]
    for element in ElementTree.fromstring(re.sub(r"^<\?xml.*?\?>", "", text)):
        query = {child.tag: (child.text or "").strip() for child in element}
        answer = re.sub(r"^<\?xml.*?\?>\s*", "", provide.answer(holdings, serial, query))
        out.append("<結果><照会要求番号>%s</照会要求番号>%s</結果>" % (query["照会要求番号"], answer))
    return "\n".join(out + ["</結果ファイル>", ""])


def answer_file(folder, name, holdings):
    source = os.path.join(folder, "request", name)
    with open(source, "rb") as file:
        text, charset = decode(file.read())
    stem, ending = os.path.splitext(name)
    serial = re.match(r"[^-]*", stem).group()  # 処理通番.csv, or 処理通番-2.csv when the name was used before
    if ending == ".csv":
        result = csv_result(holdings, serial, text)
    else:
        result = xml_result(holdings, serial, text, charset)
    whole = os.path.join(folder, "result", stem + ".result" + ending)
    with open(whole + ".part", "wb") as file:
        file.write(result.encode(charset))
    os.rename(source, os.path.join(folder, "done", name))
    os.rename(whole + ".part", whole)  # now it is whole: the name appears with all its content


def main(folder, holdings):
    holdings = provide.read_holdings(holdings)
    for part in ("request", "result", "done"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    print("watching", flush=True)
    while True:
        for name in sorted(os.listdir(os.path.join(folder, "request"))):
            if name.endswith((".csv", ".xml")):
                answer_file(folder, name, holdings)
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
