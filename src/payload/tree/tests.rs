//! Tests of the tree: what is read, what is refused and where, what comes back.

use proptest::prelude::*;

use super::*;
use crate::model::text::Lang;

fn fault(xml: &str) -> String {
    match parse(xml, &Limits::default()) {
        Ok(element) => format!("accepted: {}", element.to_xml()),
        Err(XmlFault { kind, line, column }) => format!("{line}:{column} {kind:?}"),
    }
}

#[test]
fn what_is_not_xml_is_refused_where_it_stands() {
    for (xml, expected) in [
        ("", "1:1 NoRoot"),
        ("  \n ", "2:2 NoRoot"),
        ("<!-- だけ -->", "1:12 NoRoot"),
        ("<a>", "1:4 Unclosed(\"a\")"),
        ("<a><b></b>", "1:11 Unclosed(\"a\")"),
        ("<a", "1:1 Cut"),
        ("<a><b", "1:4 Cut"),
        ("<a b=\"x", "1:1 Cut"),
        ("<a>\n<!-- ", "2:1 Cut"),
        ("<a><![CDATA[x</a>", "1:4 Cut"),
        ("<a></b>", "1:4 EndTag { expected: \"a\", found: \"b\" }"),
        ("<a></ a>", "1:4 EndTag { expected: \"a\", found: \" a\" }"),
        ("</a>", "1:1 StrayEndTag(\"a\")"),
        ("<a/></a>", "1:5 StrayEndTag(\"a\")"),
        ("<a/><b/>", "1:5 SecondRoot(\"b\")"),
        ("<a/>x", "1:5 TextOutsideRoot"),
        ("x<a/>", "1:1 TextOutsideRoot"),
        ("<a/>&amp;", "1:5 TextOutsideRoot"),
        ("<a/><![CDATA[ ]]>", "1:5 TextOutsideRoot"),
        ("<資格><喪失日>1</喪失日>残り</資格>", "1:17 MixedContent(\"資格\")"),
        ("<a>x<b/></a>", "1:5 MixedContent(\"a\")"),
        ("<a>&#48;<b/></a>", "1:9 MixedContent(\"a\")"),
        ("<1a/>", "1:2 Name(\"1a\")"),
        ("<①/>", "1:2 Name(\"①\")"),
        ("< a/>", "1:2 Name(\"\")"),
        ("<a><b/ ></a>", "1:5 Name(\"b/\")"),
        ("<a b=1/>", "1:6 Attribute(\"a\")"),
        ("<a b/>", "1:4 Attribute(\"a\")"),
        ("<a b='1'c='2'/>", "1:9 Attribute(\"a\")"),
        ("<a 1='1'/>", "1:4 Name(\"1\")"),
        ("<a b='1' b='2'/>", "1:10 DuplicateAttribute(\"b\")"),
        ("<a b='x<y'/>", "1:8 LessThanInAttribute"),
        ("<a b='&nbsp;'/>", "1:7 Entity(\"nbsp\")"),
        ("<a b='&'/>", "1:7 Reference(\"&\")"),
        ("<a>&円;</a>", "1:4 Entity(\"円\")"),
        ("<a>A & B</a>", "1:6 Reference(\"& B</a>\")"),
        ("<a>&#x0;</a>", "1:4 Character(0)"),
        ("<a>&#xD800;</a>", "1:4 Character(55296)"),
        ("<a>&#xFFFE;</a>", "1:4 Character(65534)"),
        ("<a>&#;</a>", "1:4 Reference(\"&#;\")"),
        ("<a>&#+65;</a>", "1:4 Reference(\"&#+65;\")"),
        ("<a>\u{1}</a>", "1:4 Character(1)"),
        ("<a>\n円\u{FFFF}</a>", "2:2 Character(65535)"),
        ("<a>]]></a>", "1:4 CdataEnd"),
        ("<a><!-- a--b --></a>", "1:10 Comment"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "1:1 Dtd"),
        ("<!DOCTYPE a", "1:1 Dtd"),
        ("<a><!DOCTYPE a></a>", "1:4 Dtd"),
        (" <?xml version=\"1.0\"?><a/>", "1:2 Declaration"),
        ("<?xml version=\"1.0\"?><?xml version=\"1.0\"?><a/>", "1:22 Declaration"),
        ("<?xml encoding=\"UTF-8\"?><a/>", "1:1 Declaration"),
        ("<?xml version=\"2.0\"?><a/>", "1:1 Declaration"),
        ("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a/>", "1:1 Encoding(\"Shift_JIS\")"),
        ("<?XML version=\"1.0\"?><a/>", "1:1 Instruction"),
    ] {
        assert_eq!(fault(xml), expected, "{xml}");
    }
}

#[test]
fn what_is_xml_is_read_as_it_means() {
    for (xml, expected) in [
        ("<a/>", "<a/>"),
        ("<a></a>", "<a/>"),
        ("<a ></a >", "<a/>"),
        ("<a>\r\n1\r2\n</a>", "<a>\n1\n2\n</a>"),
        ("<a>&lt;&#x5186;&#20870;&amp;&quot;&apos;&gt;</a>", "<a>&lt;円円&amp;\"'&gt;</a>"),
        ("<a><![CDATA[<&]]>]]&gt;</a>", "<a>&lt;&amp;]]&gt;</a>"),
        ("<a>1<!-- 注 -->2<?p q?>3</a>", "<a>123</a>"),
        ("<a>\n  <b>1</b>\n  <!-- 注 -->\n</a>\n", "<a><b>1</b></a>"),
        ("<a b = 'x\ty'\n c=\"&#9;'\"/>", "<a b=\"x y\" c=\"&#9;'\"/>"),
        ("<a>\u{3000}</a>", "<a>\u{3000}</a>"),
        ("<a>&#13;</a>", "<a>&#13;</a>"),
        ("<金額（円）>1</金額（円）>", "<金額（円）>1</金額（円）>"),
        ("<１件目/>", "<１件目/>"),
    ] {
        let read = parse(xml, &Limits::default()).unwrap();
        assert_eq!(read.to_xml(), expected, "{xml}");
        assert_eq!(parse(expected, &Limits::default()).unwrap(), read);
    }
}

#[test]
fn bytes_may_carry_a_bom_but_no_other_encoding() {
    let say = |bytes: &[u8]| match parse_bytes(bytes, &Limits::default()) {
        Ok(element) => element.to_xml(),
        Err(fault) => fault.say(Lang::En),
    };
    assert_eq!(say("\u{FEFF}<?xml version='1.0' encoding='utf-8'?><円/>".as_bytes()), "<円/>");
    assert_eq!(say("\u{FEFF}<円></円x>".as_bytes()), say("<円></円x>".as_bytes()), "a BOM is no column");
    assert_eq!(
        say(b"<?xml version=\"1.0\" encoding=\"Windows-31J\"?><a>\x89~</a>"),
        "line 1, column 1: XML in the encoding \"Windows-31J\" is not accepted; send UTF-8"
    );
    assert_eq!(say(b"<a>\n\x89~</a>"), "line 2, column 1: there are bytes that are not UTF-8");
    assert_eq!(
        say(b"\xFF\xFE<\0a\0/\0>\0"),
        "line 1, column 1: XML in the encoding \"UTF-16\" is not accepted; send UTF-8"
    );
}

#[test]
fn spans_cut_the_exact_bytes() {
    let xml =
        "\u{FEFF}<?xml version='1.0'?>\n<封筒> <通番>1</通番>\n<!-- x --><中身 a=\"1\">\n <b/>&#32;</中身 >\n</封筒>";
    let root = parse(xml, &Limits::default()).unwrap();
    let cut = |element: &Element| xml[element.span.clone()].to_owned();
    assert_eq!(cut(&root.children[0]), "<通番>1</通番>");
    assert_eq!(cut(&root.children[1]), "<中身 a=\"1\">\n <b/>&#32;</中身 >");
    assert_eq!(cut(&root.children[1].children[0]), "<b/>");
    assert!(cut(&root).starts_with("<封筒>") && cut(&root).ends_with("</封筒>"));
}

#[test]
fn limits_hold() {
    let limits = Limits { bytes_max: 60, depth_max: 3, elements_max: 6, attributes_max: 2, name_bytes_max: 4 };
    for (xml, expected) in [
        ("<a><b><c/></b></a>", None),
        ("<a><b><c><d/></c></b></a>", Some(XmlFaultKind::TooDeep { depth_max: 3 })),
        ("<a><b/><b/><b/><b/><b/></a>", None),
        ("<a><b/><b/><b/><b/><b/><b/></a>", Some(XmlFaultKind::TooManyElements { elements_max: 6 })),
        ("<a x='' y=''/>", None),
        ("<a x='' y='' z=''/>", Some(XmlFaultKind::TooManyAttributes { attributes_max: 2 })),
        ("<abcde/>", Some(XmlFaultKind::NameTooLong { name_bytes_max: 4 })),
        (
            "<a>0123456789012345678901234567890123456789012345678901234567890123456789</a>",
            Some(XmlFaultKind::TooLarge { bytes_max: 60 }),
        ),
    ] {
        assert_eq!(parse(xml, &limits).err().map(|fault| fault.kind), expected, "{xml}");
    }
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(matches!(parse(&deep, &Limits::default()), Err(XmlFault { kind: XmlFaultKind::TooDeep { .. }, .. })));
}

#[test]
fn what_xml_cannot_carry_is_written_as_a_visible_replacement() {
    let element = Element::new("a").with_attribute("b", "\u{1}\"<\t").with_text("\u{8}値\u{FFFE}");
    assert_eq!(element.to_xml(), "<a b=\"\u{FFFD}&quot;&lt;&#9;\">\u{FFFD}値\u{FFFD}</a>");
    assert!(parse(&element.to_xml(), &Limits::default()).is_ok());
}

fn any_text() -> impl Strategy<Value = String> {
    "[ -~\\t\\n\\r<>&\"'\\]ぁ-んァ-ヶ一-龠！-～𠮷\\u{85}\\u{2028}]{0,12}"
}

fn any_element() -> impl Strategy<Value = Element> {
    let name = "[a-zA-Z_ぁ-んァ-ヶ一-龠Ａ-Ｚ][a-z0-9._ー（）-]{0,6}";
    let attributes = proptest::collection::btree_map(name, any_text(), 0..3);
    let leaf = (name, attributes, any_text()).prop_map(|(name, attributes, text)| Element {
        name,
        attributes: attributes.into_iter().collect(),
        text,
        ..Element::default()
    });
    leaf.prop_recursive(4, 32, 5, |inner| {
        ("[a-z]{1,4}", proptest::collection::vec(inner, 1..5))
            .prop_map(|(name, children)| Element { children, ..Element::new(name) })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(element in any_element()) {
        let xml = element.to_xml();
        let read = parse(&xml, &Limits::default()).unwrap();
        prop_assert_eq!(&read, &element, "{}", xml);
        prop_assert_eq!(read.span, 0..xml.len());
    }

    #[test]
    fn no_text_makes_it_panic(xml in "[<>/a-c \"'=&;#x!\\[\\]?-]{0,40}", cut in 0usize..40) {
        let _ = parse(&xml, &Limits::default());
        let _ = parse_bytes(&xml.as_bytes()[..cut.min(xml.len())], &Limits::default());
    }
}
