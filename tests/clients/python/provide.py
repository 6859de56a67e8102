#!/usr/bin/python3
"""A provider as small as can be: the 中間サーバー of one body, over plain XML and HTTP, with Python alone.

Usage: provide.py PORT HOLDINGS.txt        prints the URL to give to `renkei run --real 団体=URL`

HOLDINGS.txt says what is registered: a line 機関別符号=… begins a person, lines TK01=value follow; TK03=!01 is an item without
a value, for the reason 01 (ReasonOfNull).
"""

import datetime
import http.server
import sys
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

# TM031 of the example project, as layouts/ writes it: 項目コード, 項目名称, in the layout's order.
ROOT = "被用者保険関係情報（健康保険）"
HEAD = "資格情報"
ITEMS = [("TK04", "保険者番号"), ("TK01", "保険者名称"), ("TK02", "資格取得日"), ("TK03", "資格喪失日")]
VERSION = "4.0"
# Codes of 処理結果: layouts/profile.yaml.
NORMAL, NOT_REGISTERED, NO_LINK_CODE, OTHER_VERSION = "N000", "E002", "E003", "E008"


def read_holdings(path):
    holdings, person = {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, _, value = line.rstrip("\n").partition("=")
            if name == "機関別符号":
                person = holdings.setdefault(value, {})
            elif name:
                person[name] = value
    return holdings


def short(code):
    """TK00000000000001 and TK01 are one."""
    return "%s%02d" % (code[:2], int(code[2:]))


def find(holdings, query):
    """What a query (its elements by name) is answered with: 処理結果, and the items in order."""
    if query["機関別符号"] not in holdings:
        return NO_LINK_CODE, []
    if short(query["特定個人情報名コード"]) != "TM31":
        return NOT_REGISTERED, []
    if query["特定個人情報の版番号"] != VERSION:
        return OTHER_VERSION, []
    held = holdings[query["機関別符号"]]
    asked = {short(code) for code in query["特定個人情報項目コードリスト"].split()}
    return NORMAL, [(code, name, held[code]) for code, name in ITEMS if code in asked and code in held]


def element(name, value):
    if value.startswith("!"):
        return '<%s ReasonOfNull="%s"/>' % (name, value[1:])
    return "<%s>%s</%s>" % (name, escape(value), name)


def now():
    return datetime.datetime.now().strftime("%Y/%m/%d %H:%M:%S")


def answer(holdings, serial, query):
    """照会結果 to a 情報照会."""
    outcome, items = find(holdings, query)
    data = ""
    if outcome == NORMAL:
        data = (
            "<特定個人情報データ><管理情報><中間サーバー登録日時>%s</中間サーバー登録日時>"
            "<特定個人情報の版番号>%s</特定個人情報の版番号></管理情報><%s><%s>%s</%s></%s></特定個人情報データ>"
            % (now(), VERSION, ROOT, HEAD, "".join(element(name, value) for _, name, value in items), HEAD, ROOT)
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<照会結果><処理通番>%s</処理通番><処理結果>%s</処理結果>%s</照会結果>'
        % (serial, outcome, data)
    )


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    holdings = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = self.path.strip("/").split("/")  # 機関コード, "provisions", 処理通番
        if len(parts) != 3 or parts[1] != "provisions":
            return self.reply(404, b"")
        query = {child.tag: (child.text or "").strip() for child in ElementTree.fromstring(body)}
        self.reply(200, answer(self.holdings, parts[2], query).encode("utf-8"))

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main(port, holdings):
    Provider.holdings = read_holdings(holdings)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Provider)
    print("http://127.0.0.1:%d" % server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
