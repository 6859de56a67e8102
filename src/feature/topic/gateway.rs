//! What is set and done at a 中間サーバー besides asking and answering: marks of a query, 副本 registered, deleted and
//! tried out, held queries released, a query sent twice, and what the records must say.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Query, Slot, Slots, StepClass};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::table;
use crate::feature::topic::Order;
use crate::model::date::to_half_width;
use crate::model::{CivilDate, InformationCode, Insurance, Unit, Version};

/// Something set or done at a 中間サーバー, or expected of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayPhrase {
    /// The inquirer has the person's consent.
    Consent,
    /// The inquiry is not to be shown to the person.
    Undisclosed,
    /// A body registers a 副本.
    Register(Registration),
    /// A body deletes what it has registered.
    Delete {
        /// Which body, by name or id.
        organisation: String,
        /// Which 特定個人情報.
        information: InformationCode,
    },
    /// 情報提供テスト: a body sees for itself what it would answer.
    Test {
        /// Which body, by name or id.
        organisation: String,
        /// What is asked.
        query: Query,
    },
    /// A held query is answered by hand.
    Release {
        /// Whose 中間サーバー; `None`: whoever was asked.
        organisation: Option<String>,
    },
    /// The same query is filed again.
    Again,
    /// The exchange is in the person's やりとり履歴.
    Shown,
    /// The exchange is not in the person's やりとり履歴.
    Hidden,
}

/// A 副本 that a body registers while a scenario runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Which body, by name or id.
    pub organisation: String,
    /// Which 特定個人情報.
    pub information: InformationCode,
    /// Under which layout version.
    pub version: Version,
    /// 公開開始 and 公開終了.
    pub published: Option<(CivilDate, CivilDate)>,
    /// 被保険者記号番号 and 被保険者枝番, at an insurer.
    pub insurance: Option<Insurance>,
    /// The data.
    pub units: Vec<Unit>,
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Consent,
    Undisclosed,
    Register,
    Delete,
    Test,
    Release,
    Again,
    Shown,
    Hidden,
}

const fn plain(form: Form, class: StepClass, pattern: &'static str, about: crate::model::Text) -> Sentence {
    Sentence { form: sentence::Form::Gateway(form), class, pattern, example: pattern, table: &[], about }
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    plain(
        Form::Consent,
        StepClass::Given,
        "照会者は本人の同意を得ている",
        text(
            "本人同意が要る手続で、同意を得ていることを照会に書く。",
            "The query says that the person has given consent, for procedures that need it.",
        ),
    ),
    plain(
        Form::Undisclosed,
        StepClass::Given,
        "照会の事実は本人に開示しない",
        text(
            "照会に不開示の印を付ける。やりとり履歴に出ない。",
            "Marks the query as 不開示: the person is not shown that it was made.",
        ),
    ),
    Sentence {
        form: sentence::Form::Gateway(Form::Register),
        class: StepClass::When,
        pattern: "「団体」が「特定個人情報名コード」（「版」版）の副本を［「公開開始日」から「公開終了日」まで公開として］［被保険者記号番号「記号番号」、枝番「枝番」として］次のとおり登録する",
        example: "「E市」が「TM101」（「4.0」版）の副本を次のとおり登録する",
        table: &[
            &["単位", "内訳", "項目コード", "値", "空の理由"],
            &["1", "", "TK01", "平成29年", ""],
            &["1", "", "TK02", "1200000", ""],
        ],
        about: text(
            "提供側の中間サーバーに、このシナリオの人の副本を登録する。同じ情報・同じ版（医療保険者等では、同じ記号番号・枝番）の副本は置き換わる。登録する値は「値」の列に書く。",
            "Registers a replica of the scenario's person at the provider's gateway, in place of one of the same information and version (at an insurer, of the same insured number and branch). The values stand in the column 値.",
        ),
    },
    Sentence {
        form: sentence::Form::Gateway(Form::Delete),
        class: StepClass::When,
        pattern: "「団体」が「特定個人情報名コード」の副本を削除する",
        example: "「E市」が「TM101」の副本を削除する",
        table: &[],
        about: text(
            "提供側の中間サーバーから、このシナリオの人のその情報の副本を（すべての版）削除する。",
            "Deletes every version of the information about the scenario's person from the provider's gateway.",
        ),
    },
    Sentence {
        form: sentence::Form::Gateway(Form::Test),
        class: StepClass::When,
        pattern: "「団体」が次のとおり情報提供テストをする",
        example: "「E市」が次のとおり情報提供テストをする",
        table: &[
            &["項目", "値"],
            &["事務コード", "JM030"],
            &["事務手続コード", "JT030001"],
            &["特定個人情報名コード", "TM101"],
            &["版", "4.0"],
            &["項目コード", "TK01、TK02"],
            &["照会条件", "既定"],
        ],
        about: text(
            "登録した副本が照会者からどう見えるかを、提供側が自分で確かめる。情報提供ネットワークシステムが照会と同じように許可・符号・版を確かめ、提供側に取り次ぐが、三者の記録には残らない。「照会者は…である」を書けばその照会者から、書かなければ照会を許された団体から見た結果になる。",
            "The provider sees for itself what an inquirer would get of its replicas: the network decides on permission, link codes and versions as of any query, but nobody records it. Seen as the inquirer of the scenario, or without one as a body that may ask.",
        ),
    },
    Sentence {
        form: sentence::Form::Gateway(Form::Release),
        class: StepClass::When,
        pattern: "［「団体」の］担当者が保留中の照会に手動で応答する",
        example: "担当者が保留中の照会に手動で応答する",
        table: &[],
        about: text(
            "自動応答不可で保留された照会に、提供側の担当者が副本から手動で応答する。照会者は同じ照会の結果をもう一度受け取る。団体を書かなければ、照会された団体。",
            "An officer of the provider answers a held query by hand; the inquirer then receives the result of the same query. Without a body: whoever was asked.",
        ),
    },
    plain(
        Form::Again,
        StepClass::When,
        "同じ照会をもう一度送る",
        text(
            "同じ照会要求番号の照会を繰り返す（重複要求）。",
            "Files the query again under its 照会要求番号 (a duplicate request).",
        ),
    ),
    plain(
        Form::Shown,
        StepClass::Then,
        "本人のやりとり履歴に表示される",
        text(
            "このやりとりが、マイナポータルのやりとり履歴に出る。",
            "The person sees this exchange in the history of マイナポータル.",
        ),
    ),
    plain(
        Form::Hidden,
        StepClass::Then,
        "本人のやりとり履歴に表示されない",
        text(
            "このやりとりが、マイナポータルのやりとり履歴に出ない（不開示）。",
            "The person does not see this exchange in the history of マイナポータル.",
        ),
    ),
];

impl GatewayPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Consent | Self::Undisclosed => Order::Setting,
            Self::Register(_) | Self::Delete { .. } => Order::Act,
            Self::Test { .. } => Order::Answered,
            Self::Release { .. } | Self::Again => Order::ActAfterQuery,
            Self::Shown | Self::Hidden => Order::ExpectationAfterQuery,
        }
    }

    /// The bodies it names.
    pub(in crate::feature) fn bodies(&self) -> impl Iterator<Item = &str> {
        let body = match self {
            Self::Register(registration) => Some(&registration.organisation),
            Self::Delete { organisation, .. } | Self::Test { organisation, .. } => Some(organisation),
            Self::Release { organisation } => organisation.as_ref(),
            Self::Consent | Self::Undisclosed | Self::Again | Self::Shown | Self::Hidden => None,
        };
        body.map(String::as_str).into_iter()
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        let owned = |text: String| Some(Cow::Owned(text));
        match self {
            Self::Consent => (Form::Consent, Vec::new()),
            Self::Undisclosed => (Form::Undisclosed, Vec::new()),
            Self::Register(registration) => {
                let day = |day: Option<CivilDate>| day.map(|day| Cow::Owned(day.wareki()));
                let (from, to) = registration.published.unzip();
                let slots = vec![
                    Some(Cow::Borrowed(registration.organisation.as_str())),
                    owned(registration.information.to_string()),
                    owned(registration.version.to_string()),
                    day(from),
                    day(to),
                    registration.insurance.as_ref().map(|one| Cow::Borrowed(one.number.as_deref().unwrap_or_default())),
                    registration.insurance.as_ref().map(|one| Cow::Owned(format!("{:02}", one.branch))),
                ];
                (Form::Register, slots)
            }
            Self::Delete { organisation, information } => {
                (Form::Delete, vec![Some(Cow::Borrowed(organisation.as_str())), owned(information.to_string())])
            }
            Self::Test { organisation, .. } => (Form::Test, vec![Some(Cow::Borrowed(organisation.as_str()))]),
            Self::Release { organisation } => (Form::Release, vec![organisation.as_deref().map(Cow::Borrowed)]),
            Self::Again => (Form::Again, Vec::new()),
            Self::Shown => (Form::Shown, Vec::new()),
            Self::Hidden => (Form::Hidden, Vec::new()),
        }
    }

    /// Its table with headings; empty: none.
    pub(in crate::feature) fn table(&self, context: crate::feature::phrase::Context<'_>) -> Vec<Vec<String>> {
        match self {
            Self::Register(registration) => table::write_units(&registration.units, context),
            Self::Test { query, .. } => table::write_query(query),
            _ => Vec::new(),
        }
    }

    pub(in crate::feature) fn read(
        form: Form,
        notes: &mut Notes,
        slots: &Slots<'_>,
        rows: &[Vec<String>],
    ) -> Option<Self> {
        Some(match form {
            Form::Consent => Self::Consent,
            Form::Undisclosed => Self::Undisclosed,
            Form::Register => {
                let organisation = notes.word(slots, 0);
                let information = notes.information(slots, 1);
                let version = notes.word(slots, 2);
                let published = match slots.get(3) {
                    Some(_) => Some((notes.day(slots, 3)?, notes.day(slots, 4)?)),
                    None => None,
                };
                let insurance = match slots.get(5) {
                    Some(_) => {
                        let number = notes.word(slots, 5);
                        let branch = notes.count_to(slots, 6, u32::from(Insurance::BRANCH_MAX));
                        Some(Insurance {
                            number: Some(to_half_width(number?.trim())),
                            branch: u8::try_from(branch?).ok()?,
                        })
                    }
                    None => None,
                };
                let units = if rows.is_empty() { None } else { notes.units(rows) };
                Self::Register(Registration {
                    organisation: organisation?,
                    information: information?,
                    version: Version(version?.as_str().into()),
                    published,
                    insurance,
                    units: units?,
                })
            }
            Form::Delete => {
                let organisation = notes.word(slots, 0);
                let information = notes.information(slots, 1);
                Self::Delete { organisation: organisation?, information: information? }
            }
            Form::Test => {
                let organisation = notes.word(slots, 0);
                let query = if rows.is_empty() { None } else { notes.query(rows) };
                Self::Test { organisation: organisation?, query: query? }
            }
            Form::Release => Self::Release {
                organisation: match slots.get(0) {
                    Some(_) => Some(notes.word(slots, 0)?),
                    None => None,
                },
            },
            Form::Again => Self::Again,
            Form::Shown => Self::Shown,
            Form::Hidden => Self::Hidden,
        })
    }
}
