//! The arguments, as clap reads them.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::IpAddr;
use std::path::PathBuf;

/// A static site generator for tech-news publications.
#[derive(Parser, Debug)]
#[command(name = "pressroom", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Build the site into its output folder
    Build(Build),
    /// Show the site on this machine, and every change as it is made
    Serve(Serve),
    /// Find everything that is wrong, without writing anything
    Check(Check),
    /// Send what changed to where visitors see it
    Deploy(Deploy),
    /// Say why the next build renders a page or keeps it, and what the page depends on
    Why(Why),
    /// Say when the output changes by itself: a story is due, expires, or is no news any more
    NextChange(NextChange),
    /// Make a new publication that builds at once
    Init(Init),
    /// Make a new article, author or category with complete front matter
    New(New),
    /// Say how large the cache of encoded pictures is, or make it smaller
    Cache(Cache),
    /// Print the JSON Schema of front matter or configuration
    Schema(SchemaArgs),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON object on stdout
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Site {
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// Where the site will be served, instead of `base_url` in pressroom.yaml
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Build as if it were this time, such as 2026-11-18T09:30:00Z
    #[arg(long, value_name = "RFC3339")]
    pub(crate) now: Option<String>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Threads to use; default: one for each core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) site: Site,
    /// The output folder; default: `public` in the publication's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Stop encoding AVIF after this time, such as 60s or 5m: the next build goes on, and pages do without until then
    #[arg(long, value_name = "TIME")]
    pub(crate) image_budget: Option<String>,
    /// Only these articles, or those in these folders, may have changed since the last build: the others are not looked at
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) changed: Vec<PathBuf>,
    /// Only articles may have changed that git says are not what they were at this revision, that of the last build
    #[arg(long, value_name = "REV")]
    pub(crate) changed_from: Option<String>,
    /// Build once more from nothing, in a temporary folder, and compare every file
    #[arg(long)]
    pub(crate) verify: bool,
    /// Take the output folder over: replace files in the way, even if pressroom did not write them
    #[arg(long)]
    pub(crate) clean: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags of the command line")]
pub(crate) struct Deploy {
    /// The target's name in pressroom.yaml; may be left out where there is one
    pub(crate) target: Option<String>,
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// The output folder; default: `public` in the publication's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// What the output was built for, if it is not the target's or the site's base URL
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Say what would be sent and deleted, and change nothing
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
    /// Go back to what was there before the last deploy
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) rollback: bool,
    /// Delete even if it is much
    #[arg(long)]
    pub(crate) delete: bool,
    /// Replace files in the way that pressroom did not put there
    #[arg(long)]
    pub(crate) take_over: bool,
    /// Take the lock of a deploy that is known to be dead
    #[arg(long)]
    pub(crate) break_lock: bool,
    /// Deploy an output that holds drafts
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Write the URLs that are different now to a file, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) urls: Option<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Why {
    /// The page: its URL, or its path on the site
    pub(crate) url: String,
    #[command(flatten)]
    pub(crate) site: Site,
    /// The output folder; default: `public` in the publication's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct NextChange {
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// The output folder; default: `public` in the publication's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Ask for the next change after this time, such as 2026-11-18T09:30:00Z
    #[arg(long, value_name = "RFC3339")]
    pub(crate) now: Option<String>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = NextFormat::Human)]
    pub(crate) format: NextFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum NextFormat {
    /// The instant, in UTC
    Human,
    /// One JSON object: the instant, the seconds until then, whether the last build is out of date by now
    Json,
    /// Lines of a crontab that build at that time
    Cron,
    /// `next_change=…` and `due=true` or `due=false`, for the outputs of a step of GitHub Actions
    Github,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// The port; default: 1111, or the next one that is free
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// The address to listen at; 0.0.0.0 lets other machines of the network in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,
    /// A name under which other machines know this one, such as desk.local
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// Open the site in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Show drafts
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Show the site as it will be at this time, such as 2026-11-18T09:30:00Z
    #[arg(long, value_name = "RFC3339")]
    pub(crate) now: Option<String>,
    /// Where the site will be, instead of `base_url` in pressroom.yaml
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) site: Site,
}

#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder to make, or an empty one; a README, a licence and hidden files may be there
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The publication's name; default: from the folder's name
    #[arg(long)]
    pub(crate) title: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct New {
    #[command(subcommand)]
    pub(crate) what: NewWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum NewWhat {
    /// A new article: `pressroom new article "A headline" --category phones`
    Article(NewArticle),
    /// A new author: `pressroom new author "Ines Okafor"`
    Author(NewRecord),
    /// A new category: `pressroom new category "Phones"`
    Category(NewRecord),
}

#[derive(Args, Debug)]
pub(crate) struct NewArticle {
    /// The headline
    pub(crate) title: String,
    /// The kind of article, such as review
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// The slug of its category; default: the first of the menu
    #[arg(long, value_name = "SLUG")]
    pub(crate) category: Option<String>,
    /// The slug of its author; default: the only one
    #[arg(long, value_name = "SLUG")]
    pub(crate) author: Option<String>,
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct NewRecord {
    /// The name
    pub(crate) name: String,
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) what: CacheWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum CacheWhat {
    /// How many encoded pictures there are, and how many of them the last builds did not use
    Size(CachePlace),
    /// Remove the encoded pictures that no output folder's last build used
    Gc(CachePlace),
}

#[derive(Args, Debug)]
pub(crate) struct CachePlace {
    /// The publication's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// The output folder, if it is not `public` in the publication's folder: the cache lies beside it
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// What to describe
    #[arg(value_enum)]
    pub(crate) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaOf {
    Article,
    Author,
    Category,
    Tag,
    Page,
    Picture,
    Config,
}
