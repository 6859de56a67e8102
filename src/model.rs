//! What is true: organisations, personas, 副本, cases, layouts, dates and verdicts, as values.
//!
//! Nothing here does I/O or reads a clock. Every value that a person typed remembers its [`Place`].

pub mod addressee;
pub mod backbone;
pub mod case;
pub mod catalogue;
pub mod code;
pub mod date;
pub mod diagnostic;
pub mod interpretation;
pub mod fault;
pub mod layout;
pub mod link_code;
pub mod organisation;
pub mod paper;
pub mod partner;
pub mod persona;
pub mod personal_number;
pub mod profile;
pub mod project;
pub mod replica;
pub mod resident;
pub mod service;
pub mod stable;
pub mod text;
pub mod trial;
pub mod variant;
pub mod verdict;

pub use addressee::{Addressee, AddresseeBook};
pub use backbone::Backbone;
pub use case::{CaseId, Confirmation, Department, Expectation, Inquirer, QueryCondition, Target, TestCase};
pub use code::{AffairCode, InformationCode, InstitutionCode, ItemCode, ProcedureCode};
pub use date::{CivilDate, Moment};
pub use diagnostic::{Diagnostic, Fault, Place, Severity};
pub use fault::{FaultKind, FaultPlace, NamedFault};
pub use interpretation::{Interpretation, Rule};
pub use layout::{Item, ItemKind, Layout, Version};
pub use link_code::{LinkCodeAct, LinkCodeCase, LinkCodeOutcome};
pub use organisation::{
    Cycle, Gateway, Lot, Organisation, OrganisationId, OrganisationKind, Representative, SchemeId, TestGroup, TestKind,
};
pub use paper::Paper;
pub use partner::Partner;
pub use persona::{RoleModel, RoleModelId};
pub use personal_number::{PersonalNumber, PersonalNumbers};
pub use profile::Profile;
pub use project::Project;
pub use replica::{Behaviour, Conduct, Detail, Entry, Insurance, Replica, Unit, Value};
pub use resident::{Particulars, RegisterRules, Resident, ResidentId, Search, SearchOutcome, SearchRight, Sex};
pub use service::{HistoryColumn, Service, ServiceId, ServiceMessage};
pub use text::{Lang, Text};
pub use trial::Trial;
pub use variant::Variants;
pub use verdict::{Outcome, Verdict};
