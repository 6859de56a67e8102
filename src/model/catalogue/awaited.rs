//! What a run says while it waits for real inquirers.

use crate::model::text::texts;

texts! {
    /// The doors of a run.
    DOORS = "実在のシステムからの照会・電文を待ち受けます  {urls}" | "waiting for queries and messages of real systems at  {urls}";
    /// A certificate was made.
    CERTIFICATE = "  TLSの証明書はこの場で作ったものです（--events の doors_opened にあります）。いつも同じものにするには、renkei.yaml の doors に certificate と key を書きます" | "  the TLS certificate was made for the occasion (it stands in doors_opened of --events); to show the same one always, give certificate and key under doors of renkei.yaml";
    /// Where a query goes.
    AT_DOOR = "POST {path}" | "POST {path}";
    /// Where a file of queries goes.
    IN_FOLDER = "照会ファイル（.csv か .xml）を {folder}/request/ に置く（結果ファイルは {folder}/result/ にできる）" | "a file of queries (.csv or .xml) dropped into {folder}/request/ (its result comes in {folder}/result/)";
    /// A message to a service.
    MESSAGE = "{sender} から「{service}」への電文「{message}」を待っています（{trial}、{until} まで）\n  送り先      POST {path}\n  電文        {body}" | "waiting for the message \"{message}\" of {sender} to \"{service}\" ({trial}, until {until})\n  send to     POST {path}\n  message     {body}";
    /// One case.
    INQUIRY = "{inquirer} の照会を待っています（{trial}、{until} まで）\n  送り先      {to}\n  機関別符号  {code}\n  提供者      {provider}\n  事務        {affair}　事務手続 {procedure}\n  特定個人情報 {information}　版 {version}\n  部署        {department}（{department_code}）\n  項目        {items}\n  照会条件    {condition}"
        | "waiting for the query of {inquirer} ({trial}, until {until})\n  send to     {to}\n  link code   {code}\n  provider    {provider}\n  affair      {affair}, procedure {procedure}\n  information {information}, version {version}\n  department  {department} ({department_code})\n  items       {items}\n  condition   {condition}";
}
