#!/usr/bin/python3
"""情報提供ネットワークシステム as small as can be: over plain XML and HTTP, with Python alone.

Usage: network.py PORT DOORS PERSONS.txt        prints the URL to give to `renkei run --real 情報提供ネットワークシステム=URL`

DOORS is where everybody else is: the doors of the run, such as http://127.0.0.1:8080. PERSONS.txt says which 機関別符号 mean one
person: `/renkei/persons.txt` of `renkei mock` as it is. What is permitted is not looked at here; a real network does.
"""

import http.server
import itertools
import sys
import threading
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

# Codes of 処理結果: layouts/profile.yaml.
NO_LINK_CODE, PROVIDER_DOWN, TIMED_OUT = "E003", "E010", "E011"
# Longest wait for a provider, seconds.
PROVIDER_WAIT = 5
XML = "application/xml; charset=utf-8"


def read_persons(path):
    """Person by 機関コード and 機関別符号, and 機関別符号 by 機関コード and person."""
    persons, codes = {}, {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            code, institution, person = line.rstrip("\n").split("  ")
            institution = institution.split(" ")[0]
            persons[institution, code] = person
            codes[institution, person] = code
    return persons, codes


def refusal(serial, outcome):
    message = "<照会結果><処理通番>%s</処理通番><処理結果>%s</処理結果></照会結果>" % (serial, outcome)
    return message.encode("utf-8")


class Network(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    doors, persons, codes = "", {}, {}
    serials = itertools.count(1)
    # Who waits for the answer under a 処理通番.
    waiting = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = self.path.strip("/").split("/")
        if parts == ["inquiries"]:
            return self.take(ElementTree.fromstring(body))
        if len(parts) == 2 and parts[0] == "provisions" and parts[1] in self.waiting:
            # An answer by hand, to a query that the provider has held.
            self.later(self.hand_back, parts[1], body)
            return self.reply(202, b"")
        return self.reply(404, b"")

    def take(self, query):
        """Numbers a query, and goes on with it when its sender has been told."""
        text = {child.tag: (child.text or "").strip() for child in query}
        serial = "77%011d" % next(self.serials)
        self.waiting[serial] = (text["情報照会者機関コード"], text["照会要求番号"])
        receipt = "<照会受付><照会要求番号>%s</照会要求番号><処理通番>%s</処理通番></照会受付>"
        self.reply(202, (receipt % (text["照会要求番号"], serial)).encode("utf-8"))
        self.later(self.carry, serial, query, text)

    def carry(self, serial, query, text):
        """Asks the provider under its own 機関別符号 of the person, and hands back what it says."""
        provider = text["情報提供者機関コード"]
        person = self.persons.get((text["情報照会者機関コード"], text["機関別符号"]))
        code = self.codes.get((provider, person))
        if code is None:
            return self.hand_back(serial, refusal(serial, NO_LINK_CODE))
        query.find("照会要求番号").text = serial
        query.find("機関別符号").text = code
        try:
            answer = self.post("/%s/provisions/%s" % (provider, serial), ElementTree.tostring(query, "utf-8"))
        except TimeoutError:
            answer = refusal(serial, TIMED_OUT)
        except (urllib.error.URLError, OSError):
            answer = refusal(serial, PROVIDER_DOWN)
        self.hand_back(serial, answer)

    def hand_back(self, serial, answer):
        """As it came: a network does not look into the data."""
        self.post("/%s/answers/%s" % self.waiting[serial], answer)

    def post(self, path, message):
        request = urllib.request.Request(self.doors + path, message, {"Content-Type": XML})
        with urllib.request.urlopen(request, timeout=PROVIDER_WAIT) as reply:
            return reply.read()

    def later(self, work, *what):
        threading.Thread(target=work, args=what, daemon=True).start()

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", XML)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main(port, doors, persons):
    Network.doors = doors
    Network.persons, Network.codes = read_persons(persons)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Network)
    print("http://127.0.0.1:%d" % server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
