//! The command line: arguments, reports, exit codes.
//!
//! The same functions as the window's, for scripts, reviews and CI. Exit codes: 0 clean, 1 findings,
//! 2 could not run. Results go to standard output, everything else to standard error.

mod beside;
mod case;
pub mod cases;
mod check;
mod completions;
pub mod events;
mod explain;
mod export;
mod import;
mod preview;
pub mod render;
mod replay;
mod report;

use crate::preview::View;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What there is to do without a window; also said where there is no display.
pub const WITHOUT_A_DISPLAY: &str = "\
Without a display, use one of these:
  gatewright preview FILE          print the event that the function receives
  gatewright check FILE...         look for problems, for people and for CI
  gatewright render --cases FILE   render templates in bulk
  gatewright events --cases FILE   build events in bulk
  gatewright export FILE           write what is deployed: OpenAPI, Terraform, ...
  gatewright replay FILE           send a stream of requests through one route
  gatewright compare FILE          show the same call through every integration
  gatewright handler FILE          write code that reads the event
  gatewright import SOURCE...      read what is deployed into a design
  gatewright explain RULE          tell what a rule is about
  gatewright schema                print the JSON Schema of a design file
`gatewright help` lists their options.";

/// Nothing was found to complain about.
const CLEAN: u8 = 0;
/// It ran, and there is something to look at.
const FINDINGS: u8 = 1;
/// It could not run.
const COULD_NOT_RUN: u8 = 2;

/// See how Amazon API Gateway hands an HTTP request to a Lambda function, before you deploy.
#[derive(Parser, Debug)]
#[command(name = "gatewright", version, args_conflicts_with_subcommands = true, disable_help_subcommand = false)]
struct Arguments {
    /// Design to open in the window; without one, the last design or the story that comes with the program
    file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Print the Lambda event of one call
    Preview(PreviewArguments),
    /// Render templates in bulk: JSON Lines in, JSON Lines out
    Render(CasesArguments),
    /// Build events in bulk: JSON Lines in, JSON Lines out
    Events(CasesArguments),
    /// Send a stream of requests through one route: JSON Lines in, JSON Lines out
    Replay(replay::ReplayArguments),
    /// Look for problems: rules, golden events, robustness
    Check(check::CheckArguments),
    /// Write what is deployed: templates, OpenAPI, CloudFormation, Terraform and so on
    Export(export::ExportArguments),
    /// Show the same call through every integration, side by side
    Compare(beside::CompareArguments),
    /// Write a handler that reads the event of one call
    Handler(beside::HandlerArguments),
    /// Read what is deployed, or a captured request, into a design
    Import(import::ImportArguments),
    /// Tell what a rule is about, with a bad and a good example
    Explain(explain::ExplainArguments),
    /// Print the JSON Schema of a design file, or of a lesson file
    Schema {
        /// That of a lesson file
        #[arg(long)]
        lesson: bool,
    },
    /// Print a completion script for a shell
    Completions(completions::CompletionsArguments),
}

/// Arguments of `gatewright preview`.
#[derive(clap::Args, Debug)]
struct PreviewArguments {
    /// Design file
    file: PathBuf,
    /// Route, by its name ("POST /rides") or its number from 1
    #[arg(long, value_name = "R")]
    route: Option<String>,
    /// Call, by its name or its number from 1
    #[arg(long, value_name = "C")]
    call: Option<String>,
    /// Integration to look through, instead of the one that the route uses
    #[arg(long = "as", value_name = "INTEGRATION", value_parser = view_parser())]
    view: Option<View>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Arguments of the commands that work through many cases.
#[derive(clap::Args, Debug)]
struct CasesArguments {
    /// File with one case a line, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    cases: PathBuf,
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people: the event alone; what is wrong goes to standard error
    Human,
    /// One JSON document with the event and what is wrong
    Json,
}

/// Reads the word for an integration; its words stand in the help and in completions.
fn view_parser() -> impl TypedValueParser<Value = View> {
    let words = PossibleValuesParser::new(View::ALL.map(View::as_str));
    words.try_map(|word| View::parse(&word).ok_or("there is no such integration"))
}

/// What the command line asked for.
pub enum Asked {
    /// Open the window, with this file if one was named.
    Window(Option<PathBuf>),
    /// It is done; leave with this code.
    Done(ExitCode),
}

/// Reads the process's arguments and does what they say, unless they ask for the window.
pub fn run() -> Asked {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no failures and go to standard output.
            let code = if error.use_stderr() { COULD_NOT_RUN } else { CLEAN };
            let _ = error.print();
            return Asked::Done(code.into());
        }
    };
    let Some(command) = arguments.command else { return Asked::Window(arguments.file) };
    let stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let code = match command {
        Command::Preview(arguments) => preview::run(&arguments, stdout),
        Command::Render(arguments) => over_cases(&arguments.cases, stdout, render::run),
        Command::Events(arguments) => over_cases(&arguments.cases, stdout, events::run),
        Command::Replay(arguments) => replay::run(&arguments, stdout),
        Command::Check(arguments) => check::run(&arguments, stdout),
        Command::Export(arguments) => export::run(&arguments, stdout),
        Command::Compare(arguments) => beside::compare(&arguments, stdout),
        Command::Handler(arguments) => beside::handler(&arguments, stdout),
        Command::Import(arguments) => import::run(&arguments, stdout),
        Command::Explain(arguments) => explain::run(&arguments, stdout),
        Command::Schema { lesson } => print_schema(lesson, stdout),
        Command::Completions(arguments) => completions::run(&arguments, stdout),
    };
    Asked::Done(code.unwrap_or_else(complain).into())
}

fn print_schema(of_lesson: bool, mut out: impl Write) -> Result<u8, Complaint> {
    let schema = if of_lesson { crate::lesson::schema() } else { crate::design::schema() };
    out.write_all(schema.as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}

/// Why a command could not run, in words.
struct Complaint(String);

impl From<io::Error> for Complaint {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

fn complain(Complaint(message): Complaint) -> u8 {
    eprintln!("gatewright: {message}");
    COULD_NOT_RUN
}

/// What is read line by line.
struct Input {
    reader: Box<dyn BufRead>,
    /// Its length in bytes, if that is known.
    len: Option<u64>,
}

/// Opens a file, or standard input for `-`.
fn open(path: &Path) -> Result<Input, Complaint> {
    if path == Path::new("-") {
        return Ok(Input { reader: Box::new(BufReader::with_capacity(1 << 16, io::stdin())), len: None });
    }
    let file =
        std::fs::File::open(path).map_err(|error| Complaint(format!("cannot read {}: {error}", path.display())))?;
    let len = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    Ok(Input { reader: Box::new(BufReader::with_capacity(1 << 16, file)), len })
}

/// Opens the cases and streams them through `work`.
fn over_cases<W: Write>(
    cases: &Path,
    out: W,
    work: impl Fn(Box<dyn BufRead>, W) -> io::Result<()>,
) -> Result<u8, Complaint> {
    match work(open(cases)?.reader, out) {
        // Whoever reads our output has seen enough (`… | head`): that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(CLEAN),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(CLEAN),
    }
}
