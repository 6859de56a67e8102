//! What `report` says: differences and their causes in words, and the headings of every page.

use crate::model::text::texts;

texts! {
    // What differs, and how to mend it. One pair for every kind of difference.
    WRONG_OUTCOME = "処理結果が違う" | "another outcome";
    WRONG_OUTCOME_MEND = "理由に当たることを照会先と確かめる。応答の方が正しければ、期待する処理結果を直す"
        | "look into the reason together with the provider; if the answer is right, correct the expected outcome";
    WRONG_VALUE = "値が違う" | "another value";
    WRONG_VALUE_MEND = "どちらが正しいかを原票で確かめ、期待値か、照会先の副本を直す"
        | "find out from the original papers which is right, and correct the expected value or the provider's replica";
    WRONG_NULL = "値の有無（空の理由）が違う" | "a value where none is expected, or none where one is (ReasonOfNull)";
    WRONG_NULL_MEND = "空でよい項目なら、期待項目に空の理由を書く。値があるはずなら、照会先の副本に値を入れる"
        | "if the item may be empty, write the reason into the expected items; if it must not, the provider's replica needs the value";
    MISSING_ITEM = "項目が応答にない" | "the item is not in the answer";
    MISSING_ITEM_MEND = "項目コードリストにこの項目があるか、照会先の副本に登録されているかを確かめる"
        | "check that the list of item codes names the item, and that the provider's replica holds it";
    EXTRA_ITEM = "期待していない項目が応答にある" | "the answer holds an item that nobody expects";
    EXTRA_ITEM_MEND = "項目コードリストにある項目なら、期待項目に加える。ない項目なら、返さないよう照会先に伝える"
        | "if the list of item codes names the item, add it to the expected items; if not, ask the provider not to return it";
    MISSING_UNIT = "期待した単位が応答にない" | "an expected unit is not in the answer";
    MISSING_UNIT_MEND = "副本の登録、振り分け、結合を照会先に確かめる"
        | "check with the provider how its replica is registered, selected and joined";
    EXTRA_UNIT = "期待していない単位が応答にある" | "the answer holds a unit that nobody expects";
    EXTRA_UNIT_MEND = "応答が正しければ期待項目に加える。誤りなら、照会先の副本と振り分けを直してもらう"
        | "if the answer is right, add the unit to the expected items; if not, the provider's replica or its selection is to be corrected";
    MISSING_ROW = "期待した行がない" | "an expected row is not there";
    MISSING_ROW_MEND = "送った電文の項目と、サービスに登録されている記録を確かめる"
        | "check the fields that were sent and the records that the service keeps";
    EXTRA_ROW = "期待していない行がある" | "there is a row that nobody expects";
    EXTRA_ROW_MEND = "正しければシナリオの表に行を加える。誤りなら、余分な登録や照会がどこから来たかを確かめる"
        | "if it is right, add the row to the scenario's table; if not, find out where the extra record or query comes from";
    MISSING_DETAIL = "期待した内訳が応答にない" | "an expected detail is not in the answer";
    MISSING_DETAIL_MEND = "その内訳が副本に登録され、照会範囲に入るかを確かめる"
        | "check that the replica holds the detail, and that it lies inside the query";
    EXTRA_DETAIL = "期待していない内訳が応答にある" | "the answer holds a detail that nobody expects";
    EXTRA_DETAIL_MEND = "応答が正しければ期待項目に内訳を加える。誤りなら、照会先の副本を直してもらう"
        | "if the answer is right, add the detail to the expected items; if not, the provider's replica is to be corrected";
    MOVED_DETAIL = "内訳が別の単位の下にある" | "a detail stands under another unit";
    MOVED_DETAIL_MEND = "結合の並びを照会先に確かめる。内訳は、それが属する単位のすぐ後に並ぶ"
        | "check with the provider how the parts are joined: a detail follows the unit it belongs to";
    WRONG_ORDER = "要素の並び順がレイアウトと違う" | "elements stand in an order the layout does not allow";
    WRONG_ORDER_MEND = "データ標準レイアウトの並び順で返すよう照会先に伝える"
        | "ask the provider to return the elements in the order of the layout";
    UNKNOWN_ELEMENT = "レイアウトにない要素がある" | "an element the layout does not know";
    UNKNOWN_ELEMENT_MEND = "版を確かめる。新しい版の要素なら、layouts/ のレイアウトを更新する"
        | "check the version; if the element is of a newer one, update the layout in layouts/";
    AGAINST_LAYOUT = "値の型か桁数がレイアウトに合わない" | "a value that breaks the layout (type or length)";
    AGAINST_LAYOUT_MEND = "照会先の副本の値を、レイアウトの型と桁数に合わせてもらう"
        | "the value in the provider's replica is to fit the type and length of the layout";
    WRONG_VERSION = "データ標準レイアウトの版が違う" | "another layout version";
    WRONG_VERSION_MEND = "テストケースの版と、照会先の副本の版のどちらを改めるかを決める"
        | "decide which is to change: the version of the test case, or that of the provider's replica";
    RECORDS_DISAGREE = "照会者・情報提供ネットワークシステム・提供者の記録が一致しない" | "the records of inquirer, network and provider disagree";
    RECORDS_DISAGREE_MEND = "記録が違う側に、その処理通番の記録（番号法23条）を確かめてもらう"
        | "have the party whose record differs check what it wrote under this serial number";
    WRONG_QUERY = "照会側のシステムがテストケースと違う照会をした" | "the inquirer's system asked something else than its case says";
    WRONG_QUERY_MEND = "照会側のシステムの設定を直す。システムの方が正しければ、テストケースを直す" | "mend the inquirer's system; if the system is right, mend the case";
    NOT_XML = "特定個人情報データを XML として読めない" | "the data cannot be read as XML";
    NOT_XML_MEND = "記録された電文を照会先に示し、直してもらう" | "show the recorded message to the provider";
    PERSONAL_NUMBER = "電文に個人番号がある" | "a message carries a personal number";
    PERSONAL_NUMBER_MEND = "情報連携の電文に個人番号は載せられない。どこで入ったかを直ちに調べ、送った側のシステムを止めて直す"
        | "no message may carry one: find out at once where it came in, and stop and mend the system that sent it";
    FILE_ERROR = "結果ファイルのエラー" | "the result file tells of an error";
    FILE_ERROR_MEND = "エラーに書かれたことを直すか、文字が表せないのなら files の形式（xml）か文字コード（utf-8）を変える（layouts/profile.yaml）"
        | "mend what it tells; if a character cannot be written, change format (xml) or charset (utf-8) of files in layouts/profile.yaml";
    NO_ANSWER = "時間内に応答がない" | "no answer in time";
    NO_ANSWER_MEND = "照会先が動いているか、待ち時間（layouts/profile.yaml）が短すぎないかを確かめる"
        | "check that the provider is running, and that the waiting time (layouts/profile.yaml) is not too short";

    // Why. One pair for every cause.
    OF_WHOM = "{whose} の{name}（{time}）" | "{name} of {whose} ({time})";
    OF_NOBODY = "{name}（{time}）" | "{name} ({time})";
    INSIDE_BUT_ABSENT = "{what}は照会範囲に入るが、応答に含まれない"
        | "{what} lies inside the query, but the answer lacks it";
    INSIDE_BUT_ABSENT_MEND = "これが副本に登録され、応答に結合されているかを照会先に確かめる"
        | "check with the provider that this is registered in the replica and joined into the answer";
    OUTSIDE_YET_EXPECTED = "{what}は照会範囲の外だが、期待項目に書かれている"
        | "{what} lies outside the query, yet it is expected";
    OUTSIDE_YET_EXPECTED_MEND = "照会条件か、期待項目を直す" | "correct the condition of the query, or the expected items";
    OUTSIDE_YET_PRESENT = "{what}は照会範囲の外だが、応答に含まれる"
        | "{what} lies outside the query, yet the answer holds it";
    OUTSIDE_YET_PRESENT_MEND = "照会先の振り分け（照会条件の扱い）を確かめてもらう"
        | "the provider is to check how it selects by the condition of a query";
    INSIDE_BUT_UNEXPECTED = "{what}は照会範囲に入り応答にもあるが、期待項目に書かれていない"
        | "{what} lies inside the query and is in the answer, but is not expected";
    INSIDE_BUT_UNEXPECTED_MEND = "期待項目に加えるか、副本から除くかを照会先と決める"
        | "decide with the provider: add it to the expected items, or take it out of the replica";
    UNDER_ANOTHER = "{expected_under} の下にあるはずが、{stands_under} の下にある"
        | "expected under {expected_under}, but it stands under {stands_under}";
    LEADING_ZEROS = "先頭の 0 だけが違う" | "only leading zeros differ";
    LEADING_ZEROS_MEND = "表計算ソフトがコードを数値にしていないかを確かめ、セルの書式を文字列にする"
        | "check that the spreadsheet has not turned the code into a number; make the cell text";
    WIDTH = "全角と半角だけが違う" | "only full and half width differ";
    WIDTH_MEND = "レイアウトの文字種に合わせて、期待値か副本を直す"
        | "correct the expected value or the replica to the characters the layout asks for";
    WHITE_SPACE = "空白だけが違う" | "only white space differs";
    WHITE_SPACE_MEND = "前後や途中の空白を取り除く" | "take out the white space before, after or within";
    REPEATED = "同じ内容が二度ある" | "the same content is there twice";
    REPEATED_MEND = "照会先の副本の二重登録を取り消してもらう" | "the provider is to withdraw the double entry in its replica";
    PERIOD_EDGE = "1日だけ違う" | "the dates differ by one day";
    PERIOD_EDGE_MEND = "期間の端の数え方（初日、末日、喪失日）を照会先とそろえる"
        | "agree with the provider how the edges of a period count (first day, last day, day of loss)";

    // A difference and a failure on one page.
    ITEM = "{name}（{code}）" | "{name} ({code})";
    QUOTED = "「{value}」" | "\"{value}\"";
    NONE = "（なし）" | "(none)";
    IN_ONE_LINE = "{name}：{what}（期待 {expected}、応答 {actual}）" | "{name}: {what} (expected {expected}, got {actual})";
    IN_ONE_LINE_CAME = "{name}：{what}（期待 {expected}、届いたもの {actual}）" | "{name}: {what} (expected {expected}, came {actual})";
    IN_ONE_LINE_BARE = "{name}：{what}" | "{name}: {what}";
    MORE = "{line}、ほか {more} 件" | "{line}, and {more} more";
    NO_REASON = "理由は記録にない" | "the record tells no reason";
    EXPECTED = "期待" | "expected";
    ACTUAL = "応答" | "actual";
    CAME = "届いたもの" | "came";
    PARTNER_FAILED = "実在のシステムが照会結果を返していない（理由のとおり）" | "the real system gave no result (for the reason told)";
    PARTNER_FAILED_MEND = "理由にあることを相手のシステムで直してもらい、もう一度実施する" | "have the partner's system mended as the reason says, and run it again";
    WHERE = "位置" | "path";
    SOURCE = "出典" | "source";
    CAUSE = "原因" | "cause";
    MEND = "直し方" | "to mend";
    REASON = "理由" | "reason";
    ALIKE = "ほか {count} 団体も同じ：{names}" | "the same for {count} more: {names}";
    COMMA = "、" | ", ";
    ETC = "など" | ", ...";
    BETWEEN = "照会" | "query";
    ASKS = "{who} から {whom} へ" | "{who} asks {whom}";
    MORE_DIFFERENCES = "違いはほかに {more} 件ある" | "there are {more} more differences";

    // Tables.
    CYCLE_AND_LOT = "クール×ロット" | "Cycles and lots";
    CYCLE = "クール{number}" | "cycle {number}";
    NO_CYCLE = "クールなし" | "no cycle";
    LOT = "ロット{number}" | "lot {number}";
    NO_LOT = "ロットなし" | "no lot";
    LOTS_LEFT_OUT = "ほか {more} ロットは幅に入らない" | "{more} more lots do not fit";
    CELL_LEGEND = "各欄は最も悪い判定とその件数/総数（判定が一つなら総数だけ）"
        | "each cell: the worst verdict and its count/all (only all where there is one verdict)";
    BY_GROUP = "グループ別" | "By group";
    BY_ORGANISATION = "団体別" | "By organisation";
    BY_FLOW = "事務の流れ別" | "By flow";
    GROUP = "グループ" | "group";
    ORGANISATION = "団体" | "organisation";
    FLOW = "事務の流れ" | "flow";
    TOTAL = "計" | "total";
    ON_RETRY = "再試行" | "retried";
    ROWS_LEFT_OUT = "ほか {rows} 行：{counts}" | "{rows} more rows: {counts}";

    // The summary.
    RUN = "実行" | "Run";
    PROJECT = "プロジェクト" | "Project";
    SELECTION = "選択" | "Selection";
    REAL = "実在" | "Real";
    EVERYTHING = "すべて" | "everything";
    STARTED_AT = "開始" | "Started";
    RESULT = "結果" | "Result";
    COUNTED = "{selected} 件：{counts}" | "{selected}: {counts}";
    FLAKY = "再試行で合になったものが {flaky} 件ある（合に含む）" | "{flaky} passed only on retry (inside passed)";
    BY_PEOPLE = "人手で行うものが {count} 件ある（上の数に含まない）" | "{count} are done by people (not counted above)";
    INTERRUPTED = "途中で止められた。renkei run --resume {run} で続けられる" | "stopped; go on with renkei run --resume {run}";
    NOT_ENDED = "終わっていない（実行中か、異常終了）。renkei run --resume {run} で続けられる"
        | "not ended (still running, or crashed); go on with renkei run --resume {run}";
    RESUMED = "{times} 回に分けて実行した" | "run in {times} sittings";
    EFFORT = "照会 {exchanges} 回、所要 {duration}" | "{exchanges} queries in {duration}";
    SECONDS = "{seconds} 秒" | "{seconds} s";
    MINUTES = "{minutes} 分 {seconds} 秒" | "{minutes} min {seconds} s";
    FAILURES = "合でなかったもの" | "What did not pass";
    FAILURES_LEFT_OUT = "ほか {more} 件。すべては renkei report {run} --format html で見られる"
        | "{more} more; renkei report {run} --format html shows all";
    FAULTS_NEVER = "一度も起こらなかった障害" | "Faults that never happened";
    PARTNERS_NEVER = "一度もやりとりしなかった実在のシステム" | "Real systems that nothing passed with";
    PARTNER_NOT_ASKED = "選んだケースに、ここへ送るものがない（ケースの照会先と代表団体・サービス、--case などの選択を確かめる）" | "nothing that was selected sends to it (check whom the cases ask, the representatives and services, and the selection)";
    PARTNER_NOT_AWAITED = "選んだケースに、ここからの照会や電文を待つものがない（ケースの照会者・送り手、--case などの選択を確かめる）" | "nothing that was selected waits for a query or message of it (check who asks or sends in the cases, and the selection)";
    FAULT_NOT_SELECTED = "その障害を起こすテストケースを選んでいない" | "no case that it is meant for was selected";
    FAULT_NOT_PASSED = "そこを通る電文がない（場所を確かめる）" | "no message passed there (check the place)";
    FAULT_NO_EFFECT = "電文は通ったが、変わるところがないか、先に書いた障害がすべてに起こった（種類、往路・復路、回数を確かめる）"
        | "messages passed, but it had nothing to change in them, or an earlier fault met them all (check kind, way and times)";
    FLAKY_TRIALS = "再試行で合になったもの" | "Passed only on retry";
    ATTEMPTS = "{attempts} 回目で合" | "passed at attempt {attempts}";

    // JUnit.
    JUNIT_NOT_RUN = "未実施" | "not run";
    JUNIT_CUT_OFF = "未実施：{attempts} 回目の試行が途中で切れた" | "not run: attempt {attempts} was cut off";
    JUNIT_NEVER_BEGAN = "未着手 {count} 件" | "{count} never began";

    // The HTML page.
    PAGE_TITLE = "総合運用テスト 結果" | "Integrated operation test: results";
    ALL_PASSED = "すべて合" | "all passed";
    PASSED_ROWS = "ほか {rows} 団体はすべて合（{trials} 件）" | "{rows} more organisations passed in all ({trials} trials)";
    HOW_TO_READ = "この紙面の読み方" | "How to read this page";
    READ_PASSED = "期待した内容と応答が一致した" | "the answer is as expected";
    READ_FAILED = "相手の応答が期待と違う、遅い、またはない" | "the other side answered otherwise, late or not at all";
    READ_BLOCKED = "相手方が未参加か、前提が整っていない" | "the partner is absent, or a precondition is not met";
    READ_NOT_RUN = "まだ行っていないか、途中で切れた" | "not tried yet, or cut off";
    READ_BROKEN = "こちらの試験環境の故障で、相手の良し悪しはわからない" | "our own bench failed; it says nothing of the other side";
    READ_GROUP = "グループや団体の判定は、その中で最も悪いもの。一件もなければ未実施"
        | "the verdict of a group is the worst of its parts; of an empty one, not run";
    READ_FLAKY = "再試行で合になったものは合に数えるが、成功とはみなさない（終了コード 4）"
        | "what passes only on retry counts as passed, but is no success (exit code 4)";
    READ_ORACLE = "期待は照会側が書いたもので、応答や副本からは作らない"
        | "the expectation is written by the querying body, never made from an answer or a replica";
    EXIT_CODE = "終了コード" | "Exit code";
    UNDECIDED = "未実施のもの" | "Not run";
    NEVER_BEGAN = "未着手が {count} 件ある" | "{count} never began";
    CUT_OFF = "途中で切れた（試行 {attempts} 回）" | "cut off (attempts: {attempts})";
    AND_MORE = "ほか {more} 件" | "{more} more";
    TRIAL = "試行" | "Trial";
    VERDICT = "判定" | "Verdict";
    NONE_FAILED = "合でなかったものはない" | "everything that ran passed";

    // The 結果票.
    SHEET_TITLE = "総合運用テスト 結果票" | "Integrated operation test: result sheet";
    SHEET_ORGANISATION = "団体名" | "Organisation";
    SHEET_PERIOD = "実施期間" | "Period";
    SHEET_PERIOD_FROM_TO = "{from} ～ {to}" | "{from} - {to}";
    SHEET_COUNTS = "集計" | "Counts";
    SHEET_NUMBER = "番号" | "No.";
    SHEET_CASE = "テストケース" | "Test case";
    SHEET_CYCLE = "クール ・ロット" | "Cycle, lot";
    SHEET_CYCLE_LOT = "{cycle}・{lot}" | "{cycle}, {lot}";
    SHEET_PROVIDER = "照会先" | "Asked";
    SHEET_NOTE = "備考" | "Note";
    SHEET_RETRIED = "再試行 {attempts} 回目で合" | "passed at attempt {attempts}";
    SHEET_CONFIRMED_BY = "確認欄" | "Confirmed";
    SHEET_BODY = "実施団体" | "This body";
    SHEET_COORDINATOR = "取りまとめ" | "Coordinator";
    SHEET_NAME = "氏名" | "Name";
    SHEET_DATE = "確認日" | "Date";
    SHEET_SEAL = "押印" | "Seal";
    SHEET_NO_CASES = "この団体のテストケースはこの実行にない" | "this run has no test case of this body";
    SHEET_CHAIN = "記録の連鎖値" | "Chain value of the record";
}
