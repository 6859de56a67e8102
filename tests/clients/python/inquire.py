#!/usr/bin/python3
"""Asks one query and prints the answer's items.

Usage: inquire.py URL CASE.txt 照会要求番号 機関別符号 [xml|soap-1.1|soap-1.2]
"""

import sys
import time

import requests
from lxml import etree

MESSAGE = "urn:renkei:message:1"  # the profile's soap-namespace
SOAP = {
    "soap-1.1": ("http://schemas.xmlsoap.org/soap/envelope/", "text/xml; charset=utf-8"),
    "soap-1.2": ("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml; charset=utf-8"),
}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def query_of(case_file, request, link_code, namespace):
    """The 情報照会 of a case file."""
    prefix = "{%s}" % namespace if namespace else ""
    root = etree.Element(prefix + "情報照会")

    def add(parent, name, text):
        etree.SubElement(parent, prefix + name).text = text

    add(root, "照会要求番号", request)
    condition, institution = None, None
    with open(case_file, encoding="utf-8") as lines:
        for line in lines:
            name, value = line.rstrip("\n").split("=", 1)
            if name == "情報照会条件":
                condition = etree.SubElement(root, prefix + name, {"種別": value})
            else:
                add(condition if name in ("時点", "開始", "終了") else root, name, value)
            if name == "情報照会者機関コード":
                institution = value
    add(root, "機関別符号", link_code)
    return institution, root


class Plain:
    """XML over HTTP: a POST files the query, a GET asks for the answer."""

    namespace = None

    def __init__(self, url):
        self.url = url

    def file(self, query):
        body = etree.tostring(query, encoding="UTF-8", xml_declaration=True)
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        reply = requests.post(self.url, data=body, headers=headers, timeout=10)
        if reply.status_code != 202:
            sys.exit("HTTP %d" % reply.status_code)

    def poll(self, request):
        reply = requests.get(self.url + "/" + request, timeout=10)
        if reply.status_code == 202:
            return None
        if reply.status_code != 200:
            sys.exit("HTTP %d" % reply.status_code)
        return etree.fromstring(reply.content, PARSER)


class Soap:
    """SOAP: every message is a POST, and the answer is asked for by one of its own."""

    namespace = MESSAGE

    def __init__(self, url, edition):
        self.url = url
        self.edition = edition
        self.envelope, self.content_type = SOAP[edition]

    def call(self, message, operation):
        envelope = etree.Element("{%s}Envelope" % self.envelope)
        etree.SubElement(envelope, "{%s}Body" % self.envelope).append(message)
        action = MESSAGE + "#" + operation
        headers = {"Content-Type": self.content_type}
        if self.edition == "soap-1.1":
            headers["SOAPAction"] = '"%s"' % action
        else:
            headers["Content-Type"] += '; action="%s"' % action
        body = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)
        reply = requests.post(self.url, data=body, headers=headers, timeout=10)
        inside = etree.fromstring(reply.content, PARSER).find("{%s}Body" % self.envelope)[0]
        if etree.QName(inside).localname == "Fault":
            sys.exit("HTTP %d: %s" % (reply.status_code, " ".join(inside.itertext())))
        return inside

    def file(self, query):
        self.call(query, "inquire")

    def poll(self, request):
        message = etree.Element("{%s}照会結果要求" % MESSAGE)
        etree.SubElement(message, "{%s}照会要求番号" % MESSAGE).text = request
        answer = self.call(message, "poll")
        return None if etree.QName(answer).localname == "照会結果待ち" else answer


def main(url, case_file, request, link_code, spelling="xml"):
    namespace = None if spelling == "xml" else MESSAGE
    institution, query = query_of(case_file, request, link_code, namespace)
    door = "%s/%s/inquiries" % (url, institution)
    client = Plain(door) if spelling == "xml" else Soap(door, spelling)
    client.file(query)
    for _ in range(100):
        answer = client.poll(request)
        if answer is not None:
            break
        time.sleep(0.1)
    else:
        sys.exit("no answer")
    for element in answer.iter("*"):
        if len(element) == 0:
            reason = element.get("ReasonOfNull")
            text = element.text or ""
            print("%s=%s%s" % (etree.QName(element).localname, text, ' ReasonOfNull="%s"' % reason if reason else ""))


if __name__ == "__main__":
    main(*sys.argv[1:])
