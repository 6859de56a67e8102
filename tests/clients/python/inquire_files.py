#!/usr/bin/python3
"""An inquirer that works by files, started by a case: what to ask stands in its environment (RENKEI_…).

Usage, under `real` of the body:   inquiries: {folder: FOLDER, start: {command: [inquire_files.py, cp932]}}
"""

import csv
import os
import sys
import time

CONDITIONS = {"latest": "既定", "as-of": "時点指定", "range": "範囲指定"}


def main(charset):
    told = {name[len("RENKEI_"):]: value for name, value in os.environ.items() if name.startswith("RENKEI_")}
    kind = told["CONDITION"]
    row = {
        "照会要求番号": "F" + told["TRIAL"].replace("@", "-"),
        "情報照会者機関コード": told["INQUIRER"],
        "情報提供者機関コード": told["PROVIDER"],
        "事務コード": told["AFFAIR"],
        "事務手続コード": told["PROCEDURE"],
        "特定個人情報名コード": told["INFORMATION"],
        "特定個人情報の版番号": told["VERSION"],
        "情報照会者部署名": told["DEPARTMENT_NAME"],
        "情報照会者部署コード": told["DEPARTMENT_CODE"],
        "特定個人情報項目コードリスト": told["ITEMS"],
        "情報照会条件": CONDITIONS[kind],
        "時点": told["CONDITION_FROM"] if kind == "as-of" else "",
        "開始": told["CONDITION_FROM"] if kind == "range" else "",
        "終了": told["CONDITION_TO"],
        "機関別符号": told["LINK_CODE"],
    }
    name = told["TRIAL"].replace("@", "-")
    whole = os.path.join(told["FOLDER"], "request", name + ".csv")
    with open(whole + ".part", "w", encoding=charset, newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    os.rename(whole + ".part", whole)

    result = os.path.join(told["FOLDER"], "result", name + ".result.csv")
    for _ in range(500):
        if os.path.exists(result):
            with open(result, encoding=charset, newline="") as file:
                rows = list(csv.DictReader(file))
            if any(row["エラー"] for row in rows):
                sys.exit("; ".join(row["エラー"] for row in rows))
            return
        time.sleep(0.02)
    sys.exit("no result")


if __name__ == "__main__":
    main(*sys.argv[1:])
