#!/usr/bin/python3
"""File exchange: writes a 照会ファイル in Windows-31J, waits for its 結果ファイル and prints the items.

Usage: exchange.py FOLDER NAME CASE.txt=照会要求番号=機関別符号 …
"""

import csv
import os
import sys
import time

CHARSET = "cp932"  # Windows-31J: Python's shift_jis knows neither ① nor 髙
COLUMNS = [
    "照会要求番号", "情報照会者機関コード", "情報提供者機関コード", "事務コード", "事務手続コード", "特定個人情報名コード",
    "特定個人情報の版番号", "情報照会者部署名", "情報照会者部署コード", "特定個人情報項目コードリスト", "情報照会条件",
    "時点", "開始", "終了", "機関別符号",
]


def row_of(written):
    case_file, request, link_code = written.split("=")
    row = {"照会要求番号": request, "機関別符号": link_code}
    with open(case_file, encoding="utf-8") as lines:
        row.update(line.rstrip("\n").split("=", 1) for line in lines)
    return row


def main(folder, name, *queries):
    whole = os.path.join(folder, "request", name + ".csv")
    part = whole + ".part"
    with open(part, "w", encoding=CHARSET, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(map(row_of, queries))
    os.rename(part, whole)  # now it is whole: the name appears with all its content

    result = os.path.join(folder, "result", name + ".result.csv")
    for _ in range(300):
        if os.path.exists(result):
            break
        time.sleep(0.1)
    else:
        sys.exit("no result")
    with open(result, encoding=CHARSET, newline="") as file:
        for row in csv.DictReader(file):
            reason = ' ReasonOfNull="%s"' % row["値がない理由"] if row["値がない理由"] else ""
            print("%s %s %s=%s%s" % (row["照会要求番号"], row["処理結果"], row["項目コード"], row["値"], reason))
            if row["エラー"]:
                print("%s エラー=%s" % (row["照会要求番号"], row["エラー"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
