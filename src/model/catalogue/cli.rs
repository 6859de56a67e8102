//! What the command line says: explanations of its words, and what it tells while working.

use crate::model::text::texts;

texts! {
    /// The program.
    ABOUT = "マイナンバー情報連携の総合運用テストを、いつもの様式（Excel）から自動で実施し、証跡を残します。"
        | "Runs the integrated operation test of Japan's information linkage from the offices' own sheets, and keeps evidence.";
    /// clap's template.
    HELP_TEMPLATE = "{about-with-newline}\n使い方: {usage}\n\n{all-args}" | "{about-with-newline}\nUsage: {usage}\n\n{all-args}";
    /// Heading.
    HEADING_COMMANDS = "コマンド" | "Commands";
    /// Heading.
    HEADING_OPTIONS = "オプション" | "Options";
    /// Heading.
    HEADING_ARGUMENTS = "引数" | "Arguments";
    /// -h
    ARG_HELP = "この説明を表示する" | "Print this help";
    /// -V
    ARG_VERSION = "版を表示する" | "Print the version";
    /// --project
    ARG_PROJECT = "プロジェクトのフォルダー（renkei.yaml のある所。省略時は今の場所）" | "The project's folder, where renkei.yaml is (default: here)";
    /// --lang
    ARG_LANG = "表示の言語（省略時は日本語。ロケールが英語なら英語）" | "Language of what is shown (default: Japanese, unless the locale says English)";
    /// --json
    ARG_JSON = "結果をJSONで標準出力に出す" | "Print the result as JSON on standard output";
    /// --quiet
    ARG_QUIET = "途中の知らせを出さない" | "Say nothing on the way";
    /// --no-progress
    ARG_NO_PROGRESS = "進みぐあいの表示を出さない" | "Show no progress bar";
    /// -o
    ARG_OUTPUT = "書き出す先（省略時は標準出力、または入力の隣）" | "Where to write (default: standard output, or beside the input)";
    /// init
    INIT = "新しいプロジェクトを作る（様式・団体の見本・必ず合格する例1件）" | "Make a new project: blank forms, sample organisations, one passing case";
    /// init DIR
    INIT_DIR = "作る場所（空か、まだないフォルダー）" | "Where to make it (an empty folder, or none yet)";
    /// init --sample
    INIT_SAMPLE = "見本のプロジェクト: kihon（基本例）、zenkoku（全国規模の合成データ）" | "A sample project: kihon (the basic example) or zenkoku (a synthetic nation)";
    /// init --bodies
    INIT_BODIES = "zenkoku の照会団体の数" | "Querying bodies of zenkoku";
    /// init --cases
    INIT_CASES = "zenkoku の1団体あたりのテストケース数" | "Test cases per body of zenkoku";
    /// check
    CHECK = "ファイルの誤りをすべて表示する" | "Show everything that is wrong in the files";
    /// features
    FEATURES = "様式からシナリオ（features/*.feature）を作る" | "Write the scenarios (features/*.feature) from the sheets";
    /// features --check
    FEATURES_CHECK = "書き出さず、features/ が様式と合っているかだけ確かめる" | "Write nothing; fail when features/ is stale";
    /// phrases
    PHRASES = "シナリオに書ける文を例とともに一覧する" | "List the sentences one may write, with examples";
    /// phrases -o
    PHRASES_OUTPUT = "一覧をMarkdownでこのファイルに書く（docs/phrases.md）" | "Write the list as Markdown to this file (docs/phrases.md)";
    /// explain
    EXPLAIN = "実行せずに、だれがだれに照会し何が返るはずかを説明する" | "Tell, without running, who asks whom, what is covered and what is expected";
    /// explain CASE
    EXPLAIN_CASE = "テストケースID" | "The case's id";
    /// explain --organisation
    EXPLAIN_ORGANISATION = "グループのケースを、この団体について説明する" | "Explain a group's case for this body";
    /// sheets
    SHEETS = "様式（xlsx）を書き出す・変換する" | "Write forms (xlsx) and convert to them";
    /// sheets blank
    SHEETS_BLANK = "白紙の様式を書き出す" | "Write blank forms";
    /// sheets blank DIR
    SHEETS_BLANK_DIR = "書き出すフォルダー" | "The folder to write to";
    /// sheets blank --form
    SHEETS_BLANK_FORM = "様式の版（1.00 または 2.00）" | "Form version (1.00 or 2.00)";
    /// sheets convert
    SHEETS_CONVERT = "プロジェクトのYAMLを様式（xlsx）に変換する" | "Convert a YAML file of the project to its form (xlsx)";
    /// sheets convert FILE
    SHEETS_CONVERT_FILE = "プロジェクトの中のファイル（例: test-groups/cases.yaml）" | "A file of the project (such as test-groups/cases.yaml)";
    /// run
    RUN = "テストを実施し、証跡を runs/ に残す" | "Run the test and keep evidence in runs/";
    /// run --cycle
    RUN_CYCLE = "このクールだけ（繰り返し指定できる）" | "Only this cycle (may be repeated)";
    /// run --lot
    RUN_LOT = "このロットだけ" | "Only this lot";
    /// run --group
    RUN_GROUP = "このテストグループだけ（名称または識別子）" | "Only this test group (name or id)";
    /// run --organisation
    RUN_ORGANISATION = "この団体が照会するものだけ（名称または識別子）" | "Only what this body queries (name or id)";
    /// run --case
    RUN_CASE = "このテストケースだけ" | "Only this test case";
    /// run --tags
    RUN_TAGS = "タグの式で選ぶ（例: \"@団体:b-shi and not @ケース:K2-01\"）" | "Select by a tag expression (such as \"@団体:b-shi\")";
    /// run --real
    RUN_REAL = "この団体・サービスを実在のシステムにする（例: C市=https://test.example:8443。C市=folder:フォルダー ならファイル連携、C市=wait や C市=wait:folder:フォルダー なら照会や電文を待つ。住基ネット=URL、情報提供ネットワークシステム=URL も書ける）" | "A real system plays this body or service (such as C-shi=URL, or C-shi=folder:DIR by files; C-shi=wait or C-shi=wait:folder:DIR waits for its queries and messages; juki-net=URL and nws=URL for the systems in the middle)";
    /// mock
    MOCK = "模擬の情報連携ネットワークを決まった場所に立て、実在のシステムの相手をする（Ctrl-C で終わる）" | "Stand the simulated network at fixed addresses for real systems to talk to (until Ctrl-C)";
    /// mock --plain
    MOCK_PLAIN = "暗号化なしで待ち受ける場所（省略時は renkei.yaml の doors、なければ 127.0.0.1:8080）" | "Where to listen without TLS (default: doors of renkei.yaml, else 127.0.0.1:8080)";
    /// mock --tls
    MOCK_TLS = "TLSで待ち受ける場所（例: 127.0.0.1:8443）" | "Where to listen with TLS (such as 127.0.0.1:8443)";
    /// mock --on
    MOCK_ON = "すべての照会の基準日（省略時は、その人のテストケースの基準日）" | "The base date of every query (default: that of the cases about the person)";
    /// mock --exchange-folder
    MOCK_EXCHANGE_FOLDER = "照会ファイルを受け取り結果ファイルを返すフォルダ（request/ に置き、result/ から受け取る）" | "A folder for files of queries: drop them in request/, pick results up in result/";
    /// mock --exchange-folder
    MOCK_FOLDER = "ファイル連携：照会ファイル（csv, xml）を {folder}/request に置くと、結果ファイルが {folder}/result にできます" | "File exchange: drop a file of queries (csv, xml) into {folder}/request; its result appears in {folder}/result";
    /// mock --exchange-folder; run with transport: file
    ONLY_INQUIRIES_BY_FILES = "ファイルでやりとりするのは情報照会とその回答だけです。副本登録・削除、情報提供テスト、住基ネットと符号生成、サービスの電文は HTTP で行います。" | "Only inquiries and their answers go by files; registering and deleting replicas, provision tests, the residents' register, link codes and messages to services go over HTTP.";
    /// mock --exchange-folder
    FOLDER_IN_USE = "フォルダ {path} は別の renkei が見張っています。別のフォルダを指定するか、そちらを終えてください。" | "the folder {path} is watched by another renkei: give another folder, or end that one.";
    /// mock --exchange-folder
    FOLDER_REFUSED = "フォルダ {path} を使えません：{why}" | "the folder {path} cannot be used: {why}";
    /// mock --exchange-folder
    FOLDER_TAKEN = "受け取りました: {file}" | "taken: {file}";
    /// mock --exchange-folder
    FOLDER_TAKEN_AGAIN = "前回終わらなかったファイルを、もう一度照会します: {file}" | "left over from before, asked again: {file}";
    /// mock --exchange-folder
    FOLDER_ANSWERED = "結果ができました: {result}（照会 {queries} 件、うち回答なし {unanswered} 件）" | "result ready: {result} ({queries} queries, {unanswered} without an answer)";
    /// mock --exchange-folder
    FOLDER_STRAY = "受け取れないものがあります：{why}" | "there is something that cannot be taken: {why}";
    /// mock --exchange-folder
    FOLDER_TROUBLE = "{file} を処理できません。しばらくしてからやり直します：{why}" | "{file} cannot be finished and will be tried again: {why}";
    /// protocol
    PROTOCOL = "電文の取り決めを書き出す（OpenAPI、XMLスキーマ、電文とファイルの例）" | "Write down the protocol: OpenAPI, XML Schemas, examples of messages and files";
    /// protocol -o
    PROTOCOL_OUTPUT = "書き出すフォルダ" | "The folder to write to";
    /// protocol
    PROTOCOL_WRITTEN = "{folder} に {files} 個のファイルを書きました" | "wrote {files} files to {folder}";
    /// protocol
    PROTOCOL_NO_SCHEMA = "{place}: {layout} のスキーマは書きません：要素名{names}は XML スキーマに書けず、どの検証器も読めないためです。スキーマが要るときは、プロファイルに element-names: item-code と書いてください（電文の要素名も項目コードになります）。" | "{place}: no schema is written for {layout}: the element names {names} can stand in no XML Schema, and no validator would read it. If you need one, set element-names: item-code in the profile (messages then name elements by code, too).";
    /// protocol
    PROTOCOL_REFUSED = "{path} に書けません：{why}" | "cannot write {path}: {why}";
    /// run --real
    BAD_REAL = "--real「{text}」を読めません。団体=URL（http:// か https:// で始まる）、団体=folder:フォルダー、団体=wait、団体=wait:folder:フォルダー のどれかにしてください。団体の代わりにサービスの名前（URL と wait だけ）、住基ネット、情報提供ネットワークシステム（URL だけ）も書けます。" | "cannot read --real \"{text}\": give O=URL (beginning with http:// or https://), O=folder:DIR, O=wait or O=wait:folder:DIR; a service (URL and wait only), juki-net or nws (URL only) may stand for O.";
    /// run --real for an insurer
    REAL_OF_INSURER = "「{name}」は機関コードを持たないため、提供側の実在のシステムにできません。「{house}」を指定してください。" | "\"{name}\" has no institution code of its own: name \"{house}\".";
    /// run --real for a service that takes no messages
    REAL_OF_SENDER = "「{name}」は電文を受けないので、送り先の URL を指定できません。{name}=wait と指定してください。" | "\"{name}\" takes no messages and has no use for a URL: give {name}=wait.";
    /// run --real by a code
    CODE_SHARED = "機関コード {code} は {count} 団体（{names} など）が共有しています。団体名で指定してください。" | "institution code {code} is shared by {count} bodies ({names} and others): give the body's name.";
    /// A command that starts a query
    HOOK_ENDED = "{name} が終了コード {code} で終わりました" | "{name} ended with exit code {code}";
    /// A command that starts a query
    HOOK_KILLED = "{name} が途中で止められました" | "{name} was stopped by a signal";
    /// run --real for two bodies at once
    REAL_TWICE = "--real に「{name}」が二度あります" | "--real names \"{name}\" twice";
    /// mock --on
    BAD_ON = "基準日「{text}」を読めません（例: H30.7.27）" | "cannot read the base date \"{text}\" (such as 2018-07-27)";
    /// mock --plain, --tls
    BAD_LISTEN = "「{text}」は待ち受けの場所として読めません（例: 127.0.0.1:8080）" | "\"{text}\" is no address to listen at (such as 127.0.0.1:8080)";
    /// mock is up
    MOCK_STANDS = "模擬の情報連携ネットワークを立てました（Ctrl-C で終わります）" | "the simulated network stands (Ctrl-C ends it)";
    /// mock listens
    MOCK_LISTENS = "待ち受け  {urls}" | "listening  {urls}";
    /// mock has made a certificate
    MOCK_CERTIFICATE = "TLSの証明書（この場で作成）  {url}/renkei/certificate.pem" | "TLS certificate (made just now)  {url}/renkei/certificate.pem";
    /// mock plays
    MOCK_BODIES = "機関コード（{count}）" | "institution codes ({count})";
    /// mock knows
    MOCK_CODES = "機関別符号（{count}）: 実在のシステムはこの符号で照会します" | "link codes ({count}): real systems ask under these";
    /// mock's pages
    MOCK_PAGES = "通信の記録  {url}/renkei/journal.txt\n初めに戻す  POST {url}/renkei/reset" | "journal     {url}/renkei/journal.txt\nstart anew  POST {url}/renkei/reset";
    /// mock ends
    MOCK_FAULTS = "障害（{count}。起こると通信の記録に出ます。初めに戻すと、回数は初めから数え直します）" | "faults ({count}; each time one happens the journal tells; starting anew counts them from the beginning)";
    /// mock: a fault that it cannot show
    MOCK_FAULT_LEFT_OUT = "障害「{fault}」は renkei mock では起こりません: {why}" | "the fault \"{fault}\" cannot happen in renkei mock: {why}";
    /// Why not.
    MOCK_FAULT_OF_CASES = "テストケースを限った障害です（cases を書かなければ起こります）" | "it is meant for single cases (without cases it happens)";
    /// Why not.
    MOCK_FAULT_OF_REGISTER = "住基ネットへの照会は renkei run だけが行います" | "only renkei run searches the register";
    /// Why not.
    MOCK_FAULT_NO_TLS = "TLSの待ち受けがありません（--tls で開いてください）" | "there is no TLS door (open one with --tls)";
    /// Why not.
    MOCK_FAULT_OWN_CERTIFICATE = "doors に自分の証明書を書いたときは、期限切れの証明書を作れません（certificate と key を外してください）" | "with a certificate of your own in doors no expired one can be made (leave out certificate and key)";
    /// mock's end
    MOCK_ENDED = "終わりました" | "ended";
    /// run --fault
    RUN_FAULT = "電文に障害を起こす（例: E市=切断（本文の途中）×1。障害の一覧は docs/faults.md）" | "Make something go wrong with messages (such as e-shi=delay(300ms)×1; see docs/faults.md)";
    /// run --locked
    RUN_LOCKED = "features/ が様式と違えば実施しない" | "Refuse to run when features/ differs from the sheets";
    /// run --resume
    RUN_RESUME = "途中で止まった実施の続きを行う（runs/ の中の名前）" | "Go on with a run that was cut off (its name in runs/)";
    /// draft
    DRAFT = "記録した実施の応答から、副本と、未確認のテストケースの下書きを作る" | "Make replicas, and drafts of cases that a person must confirm, from the answers of a recorded run";
    /// draft RUN
    DRAFT_RUN = "記録（runs/ の中の名前）" | "A record (its name in runs/)";
    /// draft --output
    DRAFT_OUTPUT = "書き出すフォルダ（省略時はプロジェクト）" | "The folder to write to (default: the project)";
    /// After drafting.
    DRAFTED = "下書き: テストケース {cases} 件（未確認）、副本 {replicas} 件（仮置き）" | "drafted: {cases} cases (not confirmed), {replicas} replicas (provisional)";
    /// A trial without a draft.
    NOT_DRAFTED = "下書きにしませんでした: {trial}（{why}）" | "no draft of {trial}: {why}";
    /// More of them.
    NOT_DRAFTED_MORE = "ほか {more} 件も下書きにしませんでした" | "nor of {more} more";
    /// A selection that a record does not hold.
    NOT_IN_RECORD = "記録 {run} にない {count} 件は再生しません: {trials}。実施して記録してください（renkei run {cases}）。再生だけなら選び方から外してください。" | "not played, because the record {run} does not hold them ({count}): {trials}. Run them to record them (renkei run {cases}), or leave them out of the selection.";
    /// run --replay
    RUN_REPLAY = "記録した実施の応答を、相手の代わりに使う（runs/ の中の名前）" | "Play the answers of a recorded run in place of the partners (its name in runs/)";
    /// run --events
    RUN_EVENTS = "起きたことをJSON Linesでファイル（- は標準出力）にも書く" | "Also write every event as JSON Lines to a file (- is standard output)";
    /// run --allow-flaky
    RUN_ALLOW_FLAKY = "再試行で合格したものも合格と数える" | "Count what passes only on retry as passed";
    /// run --workers
    RUN_WORKERS = "同時に働くスレッドの数（0 ならコアの数）" | "Worker threads (0: as many as cores)";
    /// report
    REPORT = "実施の記録から報告を作る" | "Make a report from a run's record";
    /// report RUN
    REPORT_RUN = "実施の名前（省略時はいちばん新しいもの）" | "The run's name (default: the newest)";
    /// report --format
    REPORT_FORMAT = "形式: text、html、junit、json（省略時は text、--organisation を付ければ html）" | "Format: text, html, junit, json (default: text; html with --organisation)";
    /// report --organisation
    REPORT_ORGANISATION = "この団体の結果票にする（htmlで印刷できるA4）" | "Only this body: a printable A4 sheet in html";
    /// verify
    VERIFY = "記録が書き換えられていないか確かめる" | "Check that a record was not changed";
    /// verify RUN
    VERIFY_RUN = "実施の名前、または記録のフォルダー" | "The run's name or folder";
    /// A place before a fault.
    FAULT_ERROR = "誤り" | "error";
    /// A place before a fault.
    FAULT_WARNING = "注意" | "warning";
    /// Help arrow.
    FAULT_HELP = "直し方" | "help";
    /// A warning on the way.
    WARNED = "注意[{code}]: {message}{help}" | "warning[{code}]: {message} {help}";
    /// Sum of faults.
    FAULTS_SUM = "誤り {errors} 件、注意 {warnings} 件" | "{errors} errors, {warnings} warnings";
    /// No faults.
    CHECK_CLEAN = "誤りはありません: 団体 {organisations}、ロールモデル {personas}、テストケース {cases}（実施単位 {trials}）、副本 {replicas}" | "no errors: {organisations} organisations, {personas} role models, {cases} cases ({trials} trials), {replicas} replicas";
    /// Warnings before a run.
    WARNINGS_LEFT = "注意が {count} 件あります（renkei check で表示）" | "{count} warnings (shown by renkei check)";
    /// Cannot run.
    NOT_RUN_FAULTS = "ファイルに誤りがあるため実施しません。上の誤りを直してください。" | "not run: mend the errors above first.";
    /// Stale features.
    FEATURES_DIFFER = "features/ が様式と違います（{count} ファイル）。様式の内容で実施します。renkei features で作り直せます。" | "features/ differs from the sheets ({count} files). Running what the sheets say; renkei features writes them anew.";
    /// Stale features under --locked.
    FEATURES_LOCKED = "features/ が様式と違うため実施しません（--locked）。renkei features で作り直してください。" | "not run: features/ differs from the sheets (--locked). Run renkei features.";
    /// Features fresh.
    FEATURES_FRESH = "features/ は様式と合っています（{files} ファイル、{scenarios} シナリオ）" | "features/ agrees with the sheets ({files} files, {scenarios} scenarios)";
    /// Features written.
    FEATURES_WRITTEN = "{files} ファイル、{scenarios} シナリオを features/ に書きました（変更 {changed}、削除 {removed}）" | "wrote {files} files, {scenarios} scenarios to features/ ({changed} changed, {removed} removed)";
    /// Nothing selected.
    NOTHING_SELECTED = "実施するものがありません。選び方（--cycle、--group、--tags など）を確かめてください。" | "nothing selected: check --cycle, --group, --tags and the like.";
    /// What could have been selected.
    LOTS_KNOWN = "あるのは {named} です。" | "There are: {named}.";
    /// Between two of them.
    LOTS_BETWEEN = "、" | ", ";
    /// One of them.
    LOT_KNOWN = "--cycle {cycle} {lot}（{trials} 件）" | "--cycle {cycle} {lot} ({trials})";
    /// Without a number.
    NO_LOT = "ロットなし" | "without a lot";
    /// Where names stand.
    SEE_CHECK = "。名前は test-groups/ のファイルで確かめてください。" | ": look for the name in the files of test-groups/.";
    /// A part of several names.
    NAME_SHARED = "「{name}」に当たる団体は {count} 団体あります（{names}）。団体名か識別子で指定してください。" | "\"{name}\" fits {count} organisations ({names}): give the whole name or the id.";
    /// A body that does not try a case.
    NOT_OF_CASE = "「{name}」はこのケースの照会元ではありません。照会元は {names} です。" | "\"{name}\" does not ask in this case; who does: {names}.";
    /// Who there is.
    KNOWN_ORGANISATIONS = "。団体名か識別子で指定してください（{names}）。" | ": give a name or an id ({names}).";
    /// Unknown selection.
    UNKNOWN_GROUP = "テストグループ「{name}」はありません" | "there is no test group \"{name}\"";
    /// Unknown selection.
    UNKNOWN_ORGANISATION = "団体「{name}」はありません" | "there is no organisation \"{name}\"";
    /// Unknown selection.
    UNKNOWN_CASE = "テストケース「{name}」はありません" | "there is no case \"{name}\"";
    /// Did you mean.
    MEANT = "（「{name}」のことですか？）" | " (did you mean \"{name}\"?)";
    /// A bad tag expression.
    BAD_TAGS = "タグの式「{text}」を読めません。@ で始まるタグを and、or、not とかっこでつないでください（例: \"@クール7 and not (@ロット1 or @団体:b-shi)\"）。かっこの対応も確かめてください。"
        | "cannot read the tag expression {text}: join tags, each beginning with @, by and, or, not and brackets (such as \"@団体:b-shi and not @情報連携試験\"), and check that brackets match.";
    /// The run begins.
    RUN_BEGINS = "実施 {run}: {selected} 件" | "run {run}: {selected} trials";
    /// By people.
    RUN_BY_PEOPLE = "ほかに、人が行うケースが {count} 件あります" | "besides, {count} cases are done by people";
    /// The run resumes.
    RUN_RESUMES = "実施 {run} を続けます: 残り {left} 件" | "resuming run {run}: {left} trials left";
    /// A crash had cut bytes off.
    RUN_CUT = "前回途切れた書きかけの {bytes} バイトを取り除きました" | "removed {bytes} bytes that were cut off in the middle";
    /// Nothing left.
    RUN_NOTHING_LEFT = "残りはありません" | "nothing is left";
    /// Project changed.
    RESUME_CHANGED = "前回の実施のあとでファイルが変わっています。結果が混ざるため続けられません。新しく実施してください。" | "the project's files have changed since; results would mix. Start a new run.";
    /// The record.
    RUN_FOLDER = "記録: {folder}" | "record: {folder}";
    /// Progress.
    PROGRESS = "合 {passed}  否 {failed}" | "passed {passed}  failed {failed}";
    /// Interrupted.
    INTERRUPTED = "中断しました。続きは renkei run --resume {run}" | "interrupted. Go on with renkei run --resume {run}";
    /// Interrupting.
    INTERRUPTING = "中断しています… 進行中のものの終わりを待ちます（もう一度 Ctrl-C ですぐ止めます）" | "stopping… waiting for trials under way (Ctrl-C again stops at once)";
    /// Bench fault.
    BENCH_BROKE = "renkei 側の障害で止まりました: {why}" | "renkei's own bench broke: {why}";
    /// No run.
    NO_RUNS = "runs/ に実施の記録がありません。まず renkei run を実行してください。" | "there is no record in runs/ yet: renkei run makes one.";
    /// No such run.
    NO_SUCH_RUN = "実施「{name}」の記録がありません。{known}" | "there is no record of run \"{name}\". {known}";
    /// Which there are.
    RUNS_KNOWN = "runs/ にある記録（新しい順）: {names}" | "Records in runs/, the newest first: {names}";
    /// A run on the command line.
    ARG_RUN = "実施の名前（runs/ の下のフォルダー名）" | "the run's name (a folder of runs/)";
    /// A record with nothing but its first line.
    RUN_NEVER_BEGAN = "実施「{name}」は始まる前に止まっていて、報告する結果がありません。renkei run で新しく実施してください。" | "run \"{name}\" stopped before it began; there is nothing to report. Start a new one with renkei run.";
    /// A 結果票 in another format.
    SHEET_IS_HTML = "結果票（--organisation）は html だけです。--format html とするか、形式の指定（--format、--json）を外してください。" | "the sheet of a body (--organisation) is html only: give --format html, or leave --format and --json out.";
    /// Nothing of a body.
    NOTHING_OF_ORGANISATION = "この実施に「{name}」のケースはありません。照会した団体は {names} です。" | "this run has no case of \"{name}\"; who asked: {names}";
    /// What did not run.
    NOT_RUN_NAMED = "未実施（{count} 件）: {named}" | "not run ({count}): {named}";
    /// What did not run, and more.
    NOT_RUN_AND_MORE = "未実施（{count} 件）: {named} ほか {more} 件" | "not run ({count}): {named} and {more} more";
    /// Verify is clean.
    VERIFY_CLEAN = "記録は書き換えられていません（{events} 件、連鎖の値 {chain}）" | "the record is unchanged ({events} events, chain {chain})";
    /// Verify found.
    VERIFY_FOUND = "記録に問題があります: {count} 件" | "the record has problems: {count}";
    /// Verify found only what a crash leaves.
    VERIFY_CRASH = "異常終了の跡です。ほかに問題は見つかりません。\n続きは renkei run --resume {run}" | "left by a crash; no other problem was found.\nGo on with renkei run --resume {run}";
    /// Written.
    WRITTEN = "{path} に書きました" | "wrote {path}";
    /// Would overwrite.
    WOULD_OVERWRITE = "{path} はすでにあります。別の名前を -o で指定するか、先に移してください。" | "{path} exists already: name another with -o, or move it first.";
    /// sheets convert
    CONVERT_STAYS = "{file} には、様式のない内容（団体、グループ、宛名など）もあります。移したものだけを消し、ほかは残してください。" | "{file} also holds what has no form (bodies, groups, addressees): remove only what was converted, and keep the rest.";
    /// Never overwrite.
    WOULD_OVERWRITE_IN = "{path} はすでにあります。先に別の所へ移すか、-o で別のフォルダを指定してください。" | "{path} exists already: move it first, or name another folder with -o.";
    /// Never overwrite.
    WOULD_OVERWRITE_THERE = "{path} はすでにあります。先に別の所へ移すか、別のフォルダを指定してください。" | "{path} exists already: move it first, or name another folder.";
    /// Cannot read or write.
    FILE_FAULT = "{path} に書けません: {why}。{todo}" | "cannot write {path}: {why}. {todo}";
    /// What to do.
    FOLDER_WANTED = "フォルダー {folder} がないか、作れません。先に作るか、別の場所を指定してください。" | "The folder {folder} is not there or cannot be made: make it first, or name another place.";
    /// What to do.
    FILE_WANTED = "ファイルの名前まで指定してください。" | "Name a file in it.";
    /// What to do.
    OTHER_PLACE_WANTED = "書き込める場所を指定してください。" | "Name a place where you may write.";
    /// What to do.
    ROOM_WANTED = "ディスクの空きと状態を確かめてください。" | "Look at the disk and the room on it.";
    /// Not empty.
    INIT_NOT_EMPTY = "{path} は空ではありません。空のフォルダーか、まだない名前を指定してください。" | "{path} is not empty: name an empty folder, or one that is not there yet.";
    /// Init done.
    INIT_DONE = "{path} にプロジェクトを作りました（{files} ファイル）。つぎは: renkei run --project {path}" | "made a project in {path} ({files} files). Next: renkei run --project {path}";
    /// Bad command line.
    BAD_ARGUMENTS = "指定が正しくありません: {what}" | "bad arguments: {what}";
    /// Bad command line.
    BAD_UNKNOWN = "「{what}」という指定はありません" | "there is no \"{what}\"";
    /// Bad command line.
    BAD_MISSING = "{what} が足りません" | "{what} is missing";
    /// Bad command line.
    BAD_VALUE = "「{what}」の値「{value}」は使えません" | "\"{value}\" cannot be used for {what}";
    /// Bad command line.
    BAD_CONFLICT = "「{what}」と「{other}」は一緒に指定できません" | "{what} cannot be used together with {other}";
    /// The values there are.
    KNOWN_VALUES = "（使える値: {known}）" | " (known: {known})";
    /// A number is wanted.
    NUMBER_WANTED = "（使える範囲の数を書いてください）" | " (give a number that is allowed there)";
    /// Where help is.
    SEE_HELP = "renkei --help で使い方を表示します" | "renkei --help shows how to use it";
    /// Explain.
    EXPLAIN_TITLE = "{id}  {title}" | "{id}  {title}";
    /// Explain.
    EXPLAIN_SOURCE = "出典" | "source";
    /// Explain.
    EXPLAIN_INQUIRER = "照会者" | "inquirer";
    /// Explain.
    EXPLAIN_PROVIDER = "照会先" | "provider";
    /// Explain.
    EXPLAIN_WHY = "理由" | "why";
    /// Explain.
    EXPLAIN_PERSONA = "ロールモデル" | "role model";
    /// Explain.
    EXPLAIN_BASE_DATE = "基準日" | "base date";
    /// Explain.
    EXPLAIN_CONDITION = "照会条件" | "condition";
    /// Explain.
    EXPLAIN_WHAT = "照会内容" | "query";
    /// Explain.
    EXPLAIN_ITEMS = "項目" | "items";
    /// Explain.
    EXPLAIN_COVERS = "当たる期間" | "covers";
    /// Explain.
    EXPLAIN_COVERS_LATEST = "{base} の時点で最も新しい記録（すでに終わったものも含む）" | "the newest record as of {base}, even if already ended";
    /// Explain.
    EXPLAIN_COVERS_AS_OF = "{moment} の時点で最も新しい記録" | "the newest record as of {moment}";
    /// Explain.
    EXPLAIN_COVERS_RANGE = "{from} から {to} までに掛かるすべての記録" | "every record from {from} to {to}";
    /// Explain.
    EXPLAIN_PERMITTED = "この組合せの照会は許可されている" | "this combination is permitted";
    /// Explain.
    EXPLAIN_NOT_PERMITTED = "この組合せの照会は許可されていない" | "this combination is not permitted";
    /// Explain.
    EXPLAIN_PARTITIONS = "副本（区画）" | "replicas";
    /// Explain.
    EXPLAIN_NO_REPLICA = "登録された副本がない" | "no replica is registered";
    /// Explain.
    EXPLAIN_ANSWER = "答えるはずの処理結果" | "would be answered";
    /// Explain.
    EXPLAIN_EXPECTED = "期待する処理結果" | "expected outcome";
    /// Explain.
    EXPLAIN_EXPECTED_ITEMS = "期待する項目" | "expected items";
    /// Explain.
    EXPLAIN_BEHAVIOUR = "応答の設定: {what}" | "behaviour set: {what}";
    /// Explain.
    CONDITION_LATEST = "既定" | "latest";
    /// Explain.
    CONDITION_AS_OF = "時点指定 {moment}" | "as of {moment}";
    /// Explain.
    CONDITION_RANGE = "範囲指定 {from}～{to}" | "from {from} to {to}";
    /// Explain.
    DECISION_COVERED = "照会条件に当たるが、上の理由で答えない" | "covered, but not given for the reason above";
    /// Explain.
    DECISION_APPLIES = "答える" | "given";
    /// Explain.
    DECISION_NOT_YET = "基準日より後に始まる" | "begins after the base date";
    /// Explain.
    DECISION_SUPERSEDED = "より新しい記録がある" | "another record is newer";
    /// Explain.
    DECISION_TOO_OLD = "照会範囲より前に終わっている" | "ended before what is asked";
    /// Explain.
    DECISION_TOO_NEW = "照会範囲より後に始まる" | "begins after what is asked";
    /// Explain.
    DECISION_NOTHING_ASKED = "照会された項目の登録がない" | "none of the items asked for is registered";
    /// Explain.
    DECISION_OTHER_VERSION = "別の版で登録されている" | "registered under another version";
    /// Explain.
    DECISION_NOT_PUBLISHED = "公開期間の外" | "outside its days of publication";
    /// Decision.
    DECISION_HELD = "自動応答しない" | "not answered automatically";
}
