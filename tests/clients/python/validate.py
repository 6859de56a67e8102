#!/usr/bin/python3
"""Judges messages by an XML Schema and a Schematron of `renkei protocol`; prints `ok` or the first fault of each.

Usage: validate.py SCHEMA.xsd RULES.sch FILE …    (a dash for a schema that is not wanted)
"""

import sys

from lxml import etree, isoschematron


def main(schema_file, rules_file, *files):
    schema = None if schema_file == "-" else etree.XMLSchema(etree.parse(schema_file))
    rules = None if rules_file == "-" else isoschematron.Schematron(etree.parse(rules_file), store_report=True)
    for name in files:
        try:
            document = etree.parse(name)
        except etree.XMLSyntaxError as fault:
            print("%s: not XML: %s" % (name, fault))
            continue
        if schema is not None and not schema.validate(document):
            print("%s: schema: %s" % (name, schema.error_log[0].message))
        elif rules is not None and not rules.validate(document):
            failed = rules.validation_report.find(".//{*}failed-assert")
            print("%s: rule: %s" % (name, "".join(failed.itertext()).strip()))
        else:
            print("%s: ok" % name)


if __name__ == "__main__":
    main(*sys.argv[1:])
