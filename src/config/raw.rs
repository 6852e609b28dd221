//! `pressroom.yaml` as it is typed.

use crate::yaml::{Free, Named, OneOrMany, Spanned};
use crate::yaml_record;

yaml_record! {
    /// The configuration of a pressroom publication: `pressroom.yaml`.
    pub struct RawConfig {
        /// The publication's name.
        pub title: Spanned<String>,
        /// A few words under the name.
        pub tagline: Option<String>,
        /// What the publication is, in one or two sentences, for search engines and feeds.
        pub description: Option<String>,
        /// Where the site will be served: scheme, host and, if it has one, the path, such as `https://example.com/news/`.
        pub base_url: Spanned<String>,
        /// The language of the site as a BCP 47 tag; default `en`.
        pub language: Option<Spanned<String>>,
        /// The IANA time zone in which dates without an offset are meant; default `UTC`.
        pub timezone: Option<Spanned<String>>,
        /// The theme: a folder below `themes/`, or `broadsheet`, which is built in; default `broadsheet`.
        pub theme: Option<Spanned<String>>,
        /// The URLs of articles; default `/{category}/{slug}/`. Also `{year}`, `{month}`, `{day}` and `{type}`.
        pub permalink: Option<Spanned<String>>,
        /// The main menu; default: the top-level categories.
        pub navigation: Option<Vec<RawNavItem>>,
        /// The links at the foot of every page; default: the standalone pages.
        pub footer: Option<Vec<RawNavItem>>,
        /// The front page.
        pub front: Option<RawFront>,
        /// The boxes under an article.
        pub latest: Option<RawLatest>,
        /// Archive pages.
        pub pagination: Option<RawPagination>,
        /// Feeds.
        pub feeds: Option<RawFeeds>,
        /// Old addresses that are no article's `aliases`.
        pub redirects: Vec<RawRedirect>,
        /// Names of the article types, and types of your own, by slug.
        pub types: Named<RawType>,
        /// Who publishes this, for structured data.
        pub publisher: Option<RawPublisher>,
        /// The notice on old news.
        pub age_notice: Option<RawAgeNotice>,
        /// Shops that pay for what readers buy there.
        pub affiliates: Option<RawAffiliates>,
        /// The publication's logo: a path like an article's picture.
        pub logo: Option<RawImage>,
        /// Profiles of the publication elsewhere.
        pub social: Vec<RawLink>,
        /// The copyright line at the foot of every page and in feeds.
        pub copyright: Option<String>,
        /// Whether the site has a search page and an index for it; default true.
        pub search: Option<bool>,
        /// How pictures are published.
        pub images: Option<RawImages>,
        /// Crawlers.
        pub robots: Option<RawRobots>,
        /// Hosts that the output holds files for: `netlify`, `cloudflare`, `vercel`, `nginx`, `caddy`, `apache`, `pages`; default: those that the kinds of targets mean.
        pub hosting: Option<OneOrMany<Spanned<String>>>,
        /// Headers that hosts send with every page, by name, in place of pressroom's own; an empty one is not sent.
        pub headers: Named<Spanned<String>>,
        /// Where the output goes.
        pub deploy: Option<RawDeploy>,
        /// Settings that the theme declares.
        pub theme_options: Named<Spanned<Free>>,
        /// Anything of your own, for templates.
        pub extra: Free,
    }
}

yaml_record! {
    /// The boxes under an article.
    pub struct RawLatest {
        /// Items in a box; default 6.
        pub limit: Option<Spanned<u32>>,
        /// How a box reaches the pages that show it: `inline` (the default), `client`, `ssi` or `esi`.
        pub delivery: Option<Spanned<String>>,
    }
}

yaml_record! {
    /// Archive pages.
    pub struct RawPagination {
        /// Items on an archive page; default 20. Changing it renumbers the archives.
        pub size: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// Feeds.
    pub struct RawFeeds {
        /// Items in a feed; default 20.
        pub limit: Option<Spanned<u32>>,
        /// Which feeds carry whole articles: `none`, `sections` (front page, categories, types; the default) or `all`.
        pub full_text: Option<Spanned<String>>,
        /// Further formats for the front page and categories beside RSS: `atom`, `json`; default both.
        pub formats: Option<Vec<Spanned<String>>>,
        /// A WebSub hub to announce.
        pub hub: Option<String>,
    }
}

yaml_record! {
    /// How pictures are published.
    pub struct RawImages {
        /// `false` publishes every picture as it is, in one size; default `true`.
        pub variants: Option<bool>,
        /// Widths of the variants in pixels, ascending; never more than the picture has.
        pub widths: Option<Vec<Spanned<u32>>>,
        /// Formats beside JPEG or PNG: `avif`, `webp`; default both.
        pub formats: Option<Vec<Spanned<String>>>,
        /// Qualities from 1 to 100.
        pub quality: Option<RawQuality>,
        /// After this time (`60s`, `5m`) AVIF files that are not yet made are left for the next build; default: none.
        pub budget: Option<Spanned<String>>,
        /// The largest picture that is read, in millions of pixels; default 80.
        pub max_megapixels: Option<Spanned<u32>>,
        /// The largest picture file that is read, in megabytes; default 50.
        pub max_megabytes: Option<Spanned<u32>>,
        /// Whether pages without a picture get a drawn one for sharing; default `true`.
        pub social_cards: Option<bool>,
    }
}

yaml_record! {
    /// Qualities from 1 to 100; each format has its own scale.
    pub struct RawQuality {
        /// Of AVIF.
        pub avif: Option<Spanned<u32>>,
        /// Of WebP.
        pub webp: Option<Spanned<u32>>,
        /// Of JPEG.
        pub jpeg: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// A redirect.
    pub struct RawRedirect {
        /// The old path, such as `/2019/old-story/`.
        pub from: Spanned<String>,
        /// The new path or absolute URL; none with status 410.
        pub to: Option<Spanned<String>>,
        /// 301 (the default), 302, 307, 308, or 410 for what was withdrawn.
        pub status: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// An article type.
    pub struct RawType {
        /// One article of this type: `Review`.
        pub name: Option<String>,
        /// All of them: `Reviews`, as in "Latest in Reviews".
        pub title: Option<String>,
        /// The path of its list page, such as `reviews`; default: the slug.
        pub path: Option<String>,
    }
}

yaml_record! {
    /// Who publishes this.
    pub struct RawPublisher {
        /// The legal or trading name.
        pub name: Option<String>,
        /// Its web site.
        pub url: Option<String>,
        /// Where readers write to.
        pub email: Option<String>,
        /// The postal address.
        pub address: Option<String>,
        /// The path of the ethics policy page.
        pub ethics_policy: Option<String>,
        /// The path of the corrections policy page.
        pub corrections_policy: Option<String>,
    }
}

yaml_record! {
    /// A picture named in the configuration.
    pub struct RawImage {
        /// The file: `/x.png` below `content/` or `static/`.
        pub src: Spanned<String>,
        /// What it shows.
        pub alt: Option<String>,
    }
}

yaml_record! {
    /// A named link.
    pub struct RawLink {
        /// Its text.
        pub title: String,
        /// Its URL or path.
        pub url: String,
    }
}

yaml_record! {
    /// A menu entry.
    pub struct RawNavItem {
        /// Its text.
        pub title: String,
        /// Its URL or path.
        pub url: Spanned<String>,
        /// Entries below it.
        pub children: Vec<RawLink>,
    }
}

yaml_record! {
    /// The front page.
    pub struct RawFront {
        /// What is below the newest stories, in this order; default: the top-level categories.
        pub sections: Option<Vec<RawFrontSection>>,
    }
}

yaml_record! {
    /// The notice on old news.
    pub struct RawAgeNotice {
        /// From how many years on a piece of news says its age; 0 for never; default 2.
        pub years: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// A section of the front page: a category, a type or a tag.
    pub struct RawFrontSection {
        /// The slug of a category.
        pub category: Option<Spanned<String>>,
        /// The slug of a type.
        #[key = "type"]
        pub kind: Option<Spanned<String>>,
        /// The slug of a tag.
        pub tag: Option<Spanned<String>>,
        /// How many stories it shows; default 4.
        pub slots: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// Shops that pay for what readers buy there.
    pub struct RawAffiliates {
        /// Their hosts, such as `shop.example`; hosts below them count as well.
        pub hosts: OneOrMany<Spanned<String>>,
        /// What an article with links to them says before its text, instead of the theme's words; Markdown.
        pub text: Option<String>,
    }
}

yaml_record! {
    /// Crawlers.
    pub struct RawRobots {
        /// Paths that no crawler should fetch.
        pub disallow: OneOrMany<String>,
        /// Crawlers that should stay away, by user agent.
        pub block: OneOrMany<String>,
    }
}

yaml_record! {
    /// Where the output goes.
    pub struct RawDeploy {
        /// Targets by name.
        pub targets: Named<RawTarget>,
        /// A deploy that deletes more than both of these asks first.
        pub limit: Option<RawLimit>,
    }
}

yaml_record! {
    /// A deploy that deletes more than both of these asks first.
    pub struct RawLimit {
        /// Percent of the files at the target; default 10.
        pub percent: Option<Spanned<u32>>,
        /// Files; default 20.
        pub files: Option<Spanned<u32>>,
    }
}

yaml_record! {
    /// A target.
    pub struct RawTarget {
        /// `directory`, `ssh`, `s3`, `git`, `netlify`, `cloudflare` or `vercel`.
        pub kind: Spanned<String>,
        /// The folder (`directory`, `ssh`); the web server's root is `current` in it.
        pub path: Option<Spanned<String>>,
        /// `user@host`, or a name of ssh's configuration (`ssh`).
        pub host: Option<Spanned<String>>,
        /// The port (`ssh`).
        pub port: Option<Spanned<u32>>,
        /// Releases that stay, the current one included (`directory`, `ssh`); default 5.
        pub keep: Option<Spanned<u32>>,
        /// The bucket (`s3`).
        pub bucket: Option<Spanned<String>>,
        /// What is put before every path (`s3`).
        pub prefix: Option<Spanned<String>>,
        /// The region (`s3`); default: AWS_REGION.
        pub region: Option<Spanned<String>>,
        /// The store's address, for stores that are not Amazon's (`s3`).
        pub endpoint: Option<Spanned<String>>,
        /// Uploads at the same time (`s3`); default 16.
        pub parallel: Option<Spanned<u32>>,
        /// Whether the store knows conditional writes (`s3`); default `true`.
        pub conditional_writes: Option<bool>,
        /// Whether the store sends redirects for objects with `x-amz-website-redirect-location` (`s3`); default: Amazon does, others don't.
        pub website_redirects: Option<bool>,
        /// The repository (`git`): a URL, a path or a remote's name; default `origin`.
        pub remote: Option<Spanned<String>>,
        /// The branch (`git`); default `gh-pages`.
        pub branch: Option<Spanned<String>>,
        /// The project's or site's name or id (`netlify`, `cloudflare`, `vercel`).
        pub project: Option<Spanned<String>>,
        /// Compressed files that are put beside the plain ones: `br`, `gz`; default none.
        pub compress: Option<OneOrMany<Spanned<String>>>,
        /// Whether links are made relative to their page, so that the site works at any path and from a file share; default `false`.
        pub relative: Option<bool>,
        /// The base URL that the output must have been built with; default: the site's.
        pub base_url: Option<Spanned<String>>,
        /// How long superseded files with a hash in their name stay (`30m`, `12h`, `7d`); default `7d`.
        pub grace: Option<Spanned<String>>,
        /// A WebSub hub that is told of changed feeds.
        pub websub: Option<Spanned<String>>,
        /// Search engines that are told of changed pages.
        pub indexnow: Option<RawIndexNow>,
        /// Commands to run after a deploy that changed something.
        pub after: Vec<RawHook>,
    }
}

yaml_record! {
    /// Search engines that are told of changed pages.
    pub struct RawIndexNow {
        /// A key of your own making, 8 to 128 letters, digits and dashes; it is published as `/KEY.txt`.
        pub key: Spanned<String>,
        /// Where they listen; default `https://api.indexnow.org/indexnow`.
        pub endpoint: Option<Spanned<String>>,
    }
}

yaml_record! {
    /// A command.
    pub struct RawHook {
        /// The program and its arguments; no shell reads them.
        pub run: Vec<String>,
    }
}
