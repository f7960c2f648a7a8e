//! What a handler's process sees of the world: Lambda's variables, and of ours only `PATH`.

use super::Job;
use std::ffi::OsString;
use std::path::Path;

/// The request id that every run has.
pub const REQUEST_ID: &str = "8f5b2a1c-0000-4000-8000-6a7e57000001";

/// The name of the variable by which every process of a run is known.
pub const MARK: &str = "GATEWRIGHT_RUN";

/// Returns the whole environment of a run in `folder`.
pub fn of(job: &Job, folder: &Path) -> Vec<(&'static str, OsString)> {
    let name = if job.function.is_empty() { "handler" } else { &job.function };
    // A function may be named by its ARN.
    let name = name.rsplit(':').next().unwrap_or(name);
    let arn = format!("arn:aws:lambda:{}:{}:function:{name}", job.region, job.account_id);
    let mut out: Vec<(&'static str, OsString)> = vec![
        ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ("HOME", folder.into()),
        ("TMPDIR", folder.into()),
        (MARK, folder.file_name().unwrap_or_default().into()),
        ("LAMBDA_TASK_ROOT", folder.into()),
    ];
    let texts = [
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
        ("AWS_REGION", &job.region),
        ("AWS_DEFAULT_REGION", &job.region),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
        ("GATEWRIGHT_FUNCTION_ARN", &arn),
        ("GATEWRIGHT_REQUEST_ID", REQUEST_ID),
        ("PYTHONUTF8", "1"),
    ];
    out.extend(texts.map(|(name, value)| (name, value.into())));
    // Windows starts no program without it.
    out.extend(cfg!(windows).then(|| ("SystemRoot", std::env::var_os("SystemRoot").unwrap_or_default())));
    out
}
