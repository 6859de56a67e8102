//! A synthetic nation: many bodies trying the same cases, all passing, for measuring speed.
//!
//! What is registered and what is expected are both written here, case by case, from one table of stories; nothing is
//! computed by the side that answers. Everything is invented and says so.

use std::fmt::Write as _;

use super::{FileList, SampleError, embedded};
use crate::model::{CivilDate, Moment};

/// Fewest querying bodies: one.
pub const BODIES_MIN: usize = 1;
/// Most querying bodies: all 市区町村 and 都道府県 of the country are 1,788.
pub const BODIES_MAX: usize = 2_000;
/// Fewest cases per body: one.
pub const CASES_MIN: usize = 1;
/// Most cases per body.
pub const CASES_MAX: usize = 1_000;

/// Test groups of local governments, as in the deck.
const GROUPS: usize = 8;
/// Representatives of local governments, as in the deck ("about 5").
const LOCAL_REPRESENTATIVES: usize = 5;
/// Representatives of each 制度 of insurers, as in the deck ("about 3").
const INSURERS_PER_SCHEME: usize = 3;
/// The four 制度 of the deck: id, name, name of an invented member.
const SCHEMES: [(&str, &str, &str); 4] = [
    ("kyokai", "全国健康保険協会", "模擬協会けんぽ第{n}支部"),
    ("kempo", "健康保険組合", "模擬第{n}健康保険組合"),
    ("kokuho-kumiai", "国民健康保険組合", "模擬第{n}国民健康保険組合"),
    ("koki", "後期高齢者医療広域連合", "模擬第{n}後期高齢者医療広域連合"),
];
/// Cases in one file: small enough to read, large enough not to make thousands of files.
const CASES_PER_FILE: usize = 200;
/// Role models in one file.
const PERSONAS_PER_FILE: usize = 200;

/// What a case tries. The stories alternate between insurers and local governments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    Current,
    Lost,
    Joined,
    Edge,
    PastDay,
    NoneInRange,
    YearIncome,
    LatestIncome,
    TwoYears,
    NoneInYear,
    NotRegistered,
    ByHand,
}

const STORIES: [Story; 12] = [
    Story::Current,
    Story::YearIncome,
    Story::Joined,
    Story::LatestIncome,
    Story::Lost,
    Story::TwoYears,
    Story::Edge,
    Story::NoneInYear,
    Story::PastDay,
    Story::NotRegistered,
    Story::NoneInRange,
    Story::ByHand,
];

/// A person's time with one insurer, and the benefits paid in it.
#[derive(Debug, Clone)]
struct Spell {
    /// Which of the 制度's representatives, from 0.
    insurer: usize,
    from: CivilDate,
    to: Option<CivilDate>,
    benefits: Vec<(CivilDate, usize)>,
}

/// One case towards insurers: what they hold, what is asked and what must come back.
struct InsurerCase {
    scheme: usize,
    held: Vec<Spell>,
    wanted: Vec<Spell>,
    condition: String,
    base: CivilDate,
    details: Details,
}

/// Whether the case asks for benefits too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Details {
    Asked,
    NotAsked,
}

/// One case towards local governments.
struct LocalCase {
    /// Years registered; `None`: nothing is registered.
    held: Option<&'static [i16]>,
    /// Years expected.
    wanted: &'static [i16],
    condition: &'static str,
    outcome: &'static str,
}

/// The project: `bodies` querying municipalities, each trying `cases` cases.
///
/// # Errors
/// A number outside its limits.
pub fn nation(bodies: usize, cases: usize) -> Result<FileList, SampleError> {
    if !(BODIES_MIN..=BODIES_MAX).contains(&bodies) {
        return Err(SampleError::Bodies { given: bodies, min: BODIES_MIN, max: BODIES_MAX });
    }
    if !(CASES_MIN..=CASES_MAX).contains(&cases) {
        return Err(SampleError::Cases { given: cases, min: CASES_MIN, max: CASES_MAX });
    }
    let groups = GROUPS.min(bodies);
    let mut files = embedded::layouts();
    files.push((".gitignore".to_owned(), embedded::GITIGNORE.to_vec()));
    let mut add = |path: String, text: String| files.push((path, text.into_bytes()));
    add("renkei.yaml".to_owned(), format!("name: 模擬全国（照会団体{bodies} × ケース{cases}）\nform: \"2.00\"\n"));
    add(
        "README.md".to_owned(),
        format!(include_str!("nation.md"), bodies = bodies, cases = cases, total = bodies * cases),
    );
    add("test-groups/organisations.yaml".to_owned(), organisations(bodies, groups));
    add("test-groups/groups.yaml".to_owned(), test_groups(bodies, groups));
    for (number, chunk) in (1..).zip(case_texts(cases, groups).chunks(CASES_PER_FILE)) {
        add(format!("test-groups/cases-{number:03}.yaml"), format!("cases:\n{}", chunk.concat()));
    }
    let personas: Vec<String> = (0..cases).map(|number| role_model(number, groups)).collect();
    for (number, chunk) in (1..).zip(personas.chunks(PERSONAS_PER_FILE)) {
        add(format!("role-models/personas-{number:03}.yaml"), format!("role-models:\n{}", chunk.concat()));
    }
    for (organisation, text) in replicas(cases, groups) {
        add(format!("test-groups/representatives/{organisation}.yaml"), text);
    }
    files.sort();
    Ok(files)
}

fn story(number: usize) -> Story {
    STORIES[number % STORIES.len()]
}

fn insurer_id(scheme: usize, insurer: usize) -> String {
    format!("{}-{}", SCHEMES[scheme].0, insurer + 1)
}

fn insurer_name(scheme: usize, insurer: usize) -> String {
    SCHEMES[scheme].2.replace("{n}", &(insurer + 1).to_string())
}

fn persona(number: usize) -> String {
    format!("RM-{:04}", number + 1)
}

/// How many local representatives are needed so that each serves some group.
fn local_representatives(groups: usize) -> usize {
    LOCAL_REPRESENTATIVES.min(groups)
}

/// The representative that a group of local governments queries.
fn representative_of(group: usize) -> usize {
    group % LOCAL_REPRESENTATIVES
}

fn organisations(bodies: usize, groups: usize) -> String {
    let mut text = String::from("schemes:\n");
    for (id, name, _) in SCHEMES {
        let _ = writeln!(text, "  - {{id: {id}, name: {name}}}");
    }
    text.push_str(
        "organisations:\n  - {id: kikin, name: 社会保険診療報酬支払基金, kind: clearing-house, code: \"099\"}\n",
    );
    for (scheme, (scheme_id, ..)) in SCHEMES.iter().enumerate() {
        for insurer in 0..INSURERS_PER_SCHEME {
            let (id, name) = (insurer_id(scheme, insurer), insurer_name(scheme, insurer));
            let number = format!("X{}{}", scheme + 1, insurer + 1);
            let _ = writeln!(
                text,
                "  - {{id: {id}, name: {name}, kind: insurer, scheme: {scheme_id}, insurer-number: \"{number}\"}}"
            );
        }
    }
    for local in 1..=local_representatives(groups) {
        let _ = writeln!(
            text,
            "  - {{id: daihyo-{local}, name: 模擬代表第{local}市, kind: municipality, code: \"9{local:04}\"}}"
        );
    }
    for body in 1..=bodies {
        let _ = writeln!(
            text,
            "  - {{id: shi-{body:04}, name: 模擬第{body:04}市, kind: municipality, code: \"0{body:04}\"}}"
        );
    }
    text
}

fn test_groups(bodies: usize, groups: usize) -> String {
    let members = |group: usize| -> Vec<String> {
        (0..bodies).filter(|body| body % GROUPS == group).map(|body| format!("shi-{:04}", body + 1)).collect()
    };
    let everybody: Vec<String> = (1..=bodies).map(|body| format!("shi-{body:04}")).collect();
    let mut text = String::from("groups:\n");
    for group in 0..groups {
        let members = members(group).join(", ");
        let _ = writeln!(
            text,
            "  - {{id: g{0}, name: テストグループ{0}, kind: local-local, members: [{members}]}}",
            group + 1
        );
    }
    let _ = writeln!(text, "  - {{id: zenkoku, name: 全国, kind: local-insurer, members: [{}]}}", everybody.join(", "));
    text.push_str("representatives:\n");
    for local in 0..local_representatives(groups) {
        let served: Vec<String> = (0..groups)
            .filter(|group| representative_of(*group) == local)
            .map(|group| format!("g{}", group + 1))
            .collect();
        let served = served.join(", ");
        let _ = writeln!(text, "  - {{organisation: daihyo-{}, kind: local-local, serves: [{served}]}}", local + 1);
    }
    let mut insurers = Vec::new();
    for scheme in 0..SCHEMES.len() {
        for insurer in 0..INSURERS_PER_SCHEME {
            let id = insurer_id(scheme, insurer);
            let _ = writeln!(text, "  - {{organisation: {id}, kind: local-insurer}}");
            insurers.push(id);
        }
    }
    text.push_str("cycles:\n");
    text.push_str("  - {number: 1, name: クール1, kind: local-local, from: H29.1.10, to: H29.2.10}\n");
    text.push_str("  - {number: 7, name: クール7, kind: local-insurer, from: H29.4.3, to: H29.4.28}\n");
    let _ = writeln!(text, "lots:\n  - {{number: 1, name: ロット1, members: [{}]}}", insurers.join(", "));
    text
}

/// A day of the Gregorian calendar, moved on by the case's number so that cases differ.
fn day(year: i16, month: i8, number: usize) -> CivilDate {
    fixed(year, month, 1).plus_days(days(number / STORIES.len() % 28))
}

/// A number of days; every number of a nation is far below the limit of the type.
fn days(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A day that exists; the stories name no other.
fn fixed(year: i16, month: i8, day: i8) -> CivilDate {
    CivilDate::new(year, month, day).unwrap_or_else(|| Moment::Year(year).first_day())
}

fn insurer_case(story: Story, number: usize) -> Option<InsurerCase> {
    let turn = number / 2 + number / STORIES.len();
    let (scheme, new, old) = (turn % SCHEMES.len(), turn % INSURERS_PER_SCHEME, (turn + 1) % INSURERS_PER_SCHEME);
    let spell = |insurer, from, to, benefits| Spell { insurer, from, to, benefits };
    let range = |from: CivilDate, to: CivilDate| format!("範囲指定 {}～{}", from.wareki_short(), to.wareki_short());
    let amount = 100_000 + number * 10;
    let (held, wanted, condition, base, details) = match story {
        Story::Current | Story::Lost => {
            let (start, base) = (day(2015, 4, number), fixed(2018, 7, 27));
            let end = (story == Story::Lost).then(|| day(2018, 6, number));
            let newest = spell(new, start, end, vec![]);
            let before = spell(old, fixed(2010, 4, 1), Some(start), vec![]);
            (vec![before, newest.clone()], vec![newest], "既定".to_owned(), base, Details::NotAsked)
        }
        Story::Joined => {
            let (start, change, base) = (day(2016, 10, number), day(2018, 4, number), fixed(2019, 7, 27));
            let first = spell(old, start, Some(change), vec![(change.plus_days(-59), amount)]);
            let second = spell(new, change, None, vec![(change.plus_days(240), amount + 1)]);
            let both = vec![first, second];
            (both.clone(), both, range(fixed(2017, 4, 1), base), base, Details::Asked)
        }
        Story::Edge => {
            let (change, base) = (day(2018, 4, number), fixed(2019, 7, 27));
            let until = change.plus_days(90);
            let outside = spell(old, day(2016, 4, number), Some(change), vec![(change.plus_days(-30), amount)]);
            let inside = (change.plus_days(20), amount + 1);
            let held = spell(new, change, None, vec![inside, (until.plus_days(40), amount + 2)]);
            let wanted = spell(new, change, None, vec![inside]);
            (vec![outside, held], vec![wanted], range(change, until), base, Details::Asked)
        }
        Story::PastDay => {
            let (start, change) = (day(2015, 4, number), day(2017, 10, number));
            let then = spell(old, start, Some(change), vec![]);
            let later = spell(new, change, None, vec![]);
            let condition = format!("時点指定 {}", fixed(2016, 12, 1).wareki_short());
            (vec![then.clone(), later], vec![then], condition, fixed(2018, 7, 27), Details::NotAsked)
        }
        Story::NoneInRange => {
            let held = spell(new, day(2018, 4, number), None, vec![]);
            let condition = range(fixed(2016, 1, 1), fixed(2016, 12, 31));
            (vec![held], vec![], condition, fixed(2018, 7, 27), Details::NotAsked)
        }
        _ => return None,
    };
    Some(InsurerCase { scheme, held, wanted, condition, base, details })
}

fn local_case(story: Story) -> Option<LocalCase> {
    let case = |held, wanted, condition, outcome| LocalCase { held, wanted, condition, outcome };
    const THREE: Option<&[i16]> = Some(&[2015, 2016, 2017]);
    Some(match story {
        Story::YearIncome => case(THREE, &[2016], "時点指定 H28年", "正常終了"),
        Story::LatestIncome => case(THREE, &[2017], "既定", "正常終了"),
        Story::TwoYears => case(THREE, &[2015, 2016], "範囲指定 H27.1.1～H28.12.31", "正常終了"),
        Story::NoneInYear => case(THREE, &[], "時点指定 H26年", "該当なし"),
        Story::NotRegistered => case(None, &[], "既定", "副本未登録"),
        Story::ByHand => case(THREE, &[], "既定", "自動応答不可"),
        _ => return None,
    })
}

fn title(story: Story) -> &'static str {
    match story {
        Story::Current => "直近の資格（加入中）",
        Story::Lost => "直近の資格（喪失済みでも直近なら提供される）",
        Story::Joined => "範囲内の二保険者の結合",
        Story::Edge => "範囲の初日に喪失した資格は入らない",
        Story::PastDay => "過去の日の資格",
        Story::NoneInRange => "範囲内に資格なし",
        Story::YearIncome => "前年の所得",
        Story::LatestIncome => "直近の所得",
        Story::TwoYears => "二か年の所得",
        Story::NoneInYear => "その年の所得なし",
        Story::NotRegistered => "副本が未登録",
        Story::ByHand => "自動応答不可の者",
    }
}

/// An item of a unit: `TK02: "H27.4.1"`, or its reason for no value.
fn insurer_unit(scheme: usize, spell: &Spell, indent: &str, details: Details) -> String {
    let name = insurer_name(scheme, spell.insurer);
    let to = spell.to.map_or("{empty: \"01\"}".to_owned(), |day| format!("\"{}\"", day.wareki_short()));
    let mut text = format!("{indent}- items: {{TK01: {name}, TK02: \"{}\", TK03: {to}}}\n", spell.from.wareki_short());
    if details == Details::Asked && !spell.benefits.is_empty() {
        let rows: Vec<String> = spell
            .benefits
            .iter()
            .map(|(day, amount)| format!("{{TK06: \"{}\", TK07: \"{amount}\"}}", day.wareki_short()))
            .collect();
        let _ = writeln!(text, "{indent}  details: [{}]", rows.join(", "));
    }
    text
}

/// The income of one year as a representative has registered it: amounts differ by representative, so that a query
/// sent to the wrong one is seen.
fn income_unit(representative: usize, number: usize, year: i16, indent: &str) -> String {
    let income = 2_000_000 + representative * 100_000 + number * 100 + usize::from(year.unsigned_abs());
    let tax = match (number / STORIES.len()) % 3 {
        0 => "{empty: \"01\"}".to_owned(),
        _ => format!("\"{}\"", income / 20),
    };
    let year = year - 1988;
    format!("{indent}- items: {{TK01: \"H{year}年\", TK02: \"{income}\", TK06: {tax}}}\n")
}

fn case_texts(cases: usize, groups: usize) -> Vec<String> {
    let mut texts = Vec::new();
    for number in 0..cases {
        let story = story(number);
        if let Some(case) = insurer_case(story, number) {
            texts.push(insurer_case_text(number, story, &case));
        } else if let Some(case) = local_case(story) {
            texts.extend((0..groups).map(|group| local_case_text(number, story, &case, group)));
        }
    }
    texts
}

fn case_id(number: usize, group: Option<usize>) -> String {
    match group {
        None => format!("ZI-{:04}", number + 1),
        Some(group) => format!("ZL-{:04}-{}", number + 1, group + 1),
    }
}

fn insurer_case_text(number: usize, story: Story, case: &InsurerCase) -> String {
    let (items, affair, procedure, department, flow) = match case.details {
        Details::NotAsked => {
            ("TK01～TK03", "JM030", "JT030001", "{name: 国民健康保険課, code: 001A}", "国民健康保険の資格取得の届出")
        }
        Details::Asked => {
            ("TK01～TK03、TK06、TK07", "JM015", "JT015001", "{name: 地域福祉課, code: 001B}", "生活保護の停止等の調査")
        }
    };
    let outcome = if case.wanted.is_empty() { "該当なし" } else { "正常終了" };
    let mut text = head(&Head {
        id: case_id(number, None),
        number,
        story,
        flow,
        cycle: "7\n    lot: 1",
        inquirer: "zenkoku",
        target: SCHEMES[case.scheme].1,
        department,
        codes: (affair, procedure, "TM031"),
        items,
        condition: &case.condition,
        base: case.base,
        outcome,
    });
    units(&mut text, case.wanted.iter().map(|spell| insurer_unit(case.scheme, spell, "        ", case.details)));
    text
}

fn local_case_text(number: usize, story: Story, case: &LocalCase, group: usize) -> String {
    let mut text = head(&Head {
        id: case_id(number, Some(group)),
        number,
        story,
        flow: "介護保険料の減免",
        cycle: "1",
        inquirer: &format!("g{}", group + 1),
        target: "代表団体",
        department: "{name: 介護保険課, code: 001C}",
        codes: ("JM068", "JT068001", "TM101"),
        items: "TK01、TK02、TK06",
        condition: case.condition,
        base: fixed(2018, 7, 27),
        outcome: case.outcome,
    });
    let representative = representative_of(group);
    units(&mut text, case.wanted.iter().map(|year| income_unit(representative, number, *year, "        ")));
    text
}

fn units(text: &mut String, units: impl Iterator<Item = String>) {
    for (index, unit) in units.enumerate() {
        if index == 0 {
            text.push_str("      units:\n");
        }
        text.push_str(&unit);
    }
}

/// What every case row has.
struct Head<'a> {
    id: String,
    number: usize,
    story: Story,
    flow: &'a str,
    cycle: &'a str,
    inquirer: &'a str,
    target: &'a str,
    department: &'a str,
    codes: (&'a str, &'a str, &'a str),
    items: &'a str,
    condition: &'a str,
    base: CivilDate,
    outcome: &'a str,
}

fn head(head: &Head<'_>) -> String {
    let scenario = STORIES.iter().position(|story| *story == head.story).unwrap_or(0) + 1;
    let (affair, procedure, information) = head.codes;
    format!(
        "  - id: {id}\n    scenario: S{scenario:02}\n    variation: V{variation:03}\n    title: {title}\n    flow: {flow}\n    \
         cycle: {cycle}\n    inquirer: {inquirer}\n    target: {target}\n    department: {department}\n    affair: {affair}\n    \
         procedure: {procedure}\n    information: {information}\n    version: \"4.0\"\n    items: {items}\n    \
         condition: {condition}\n    base-date: {base}\n    persona: {persona}\n    expected:\n      outcome: {outcome}\n",
        id = head.id,
        variation = head.number / STORIES.len() + 1,
        title = title(head.story),
        flow = head.flow,
        cycle = head.cycle,
        inquirer = head.inquirer,
        target = head.target,
        department = head.department,
        items = head.items,
        condition = head.condition,
        base = head.base.wareki_short(),
        persona = persona(head.number),
        outcome = head.outcome,
    )
}

fn role_model(number: usize, groups: usize) -> String {
    let story = story(number);
    let mut history = Vec::new();
    let cases = match insurer_case(story, number) {
        Some(case) => {
            for spell in &case.held {
                let to = spell.to.map_or(String::new(), |day| format!(" to: {},", day.wareki_short()));
                let name = insurer_name(case.scheme, spell.insurer);
                history.push(format!("{{from: {},{to} what: {name}に加入}}", spell.from.wareki_short()));
            }
            vec![case_id(number, None)]
        }
        None => (0..groups).map(|group| case_id(number, Some(group))).collect(),
    };
    let birth = fixed(1960, 1, 1).plus_days(days(number));
    let mut text = format!(
        "  - id: {id}\n    name: 模擬 第{person:04}号\n    sex: {sex}\n    birth: {birth}\n    address: 例示県模擬市見本町{person}番地\n    cases: [{cases}]\n    \
         note: 架空の人物\n",
        id = persona(number),
        person = number + 1,
        sex = if number.is_multiple_of(2) { "女" } else { "男" },
        birth = birth.wareki_short(),
        cases = cases.join(", "),
    );
    if !history.is_empty() {
        let _ = writeln!(text, "    history: [{}]", history.join(", "));
    }
    text
}

/// Each representative's file: its id and text.
fn replicas(cases: usize, groups: usize) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = (0..SCHEMES.len())
        .flat_map(|scheme| (0..INSURERS_PER_SCHEME).map(move |insurer| insurer_id(scheme, insurer)))
        .chain((1..=local_representatives(groups)).map(|local| format!("daihyo-{local}")))
        .map(|id| (id.clone(), format!("organisation: {id}\nreplicas:\n")))
        .collect();
    for number in 0..cases {
        let story = story(number);
        if let Some(case) = insurer_case(story, number) {
            for spell in &case.held {
                let file = case.scheme * INSURERS_PER_SCHEME + spell.insurer;
                let text = &mut files[file].1;
                text.push_str(&replica_head(number, "TM031", "true"));
                text.push_str(&insurer_unit(case.scheme, spell, "      ", Details::Asked));
            }
        } else if let Some(LocalCase { held: Some(years), .. }) = local_case(story) {
            let automatic = if story == Story::ByHand { "false" } else { "true" };
            for representative in 0..local_representatives(groups) {
                let text = &mut files[SCHEMES.len() * INSURERS_PER_SCHEME + representative].1;
                text.push_str(&replica_head(number, "TM101", automatic));
                for year in years {
                    text.push_str(&income_unit(representative, number, *year, "      "));
                }
            }
        }
    }
    files.retain(|(_, text)| !text.ends_with("replicas:\n"));
    files
}

fn replica_head(number: usize, information: &str, automatic: &str) -> String {
    let persona = persona(number);
    format!(
        "  - persona: {persona}\n    information: {information}\n    version: \"4.0\"\n    automatic: {automatic}\n    units:\n"
    )
}
