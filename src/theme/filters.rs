//! The filters that join Tera's own.

use super::dates::Months;
use super::scope::with;
use crate::base::{plain_text, slugify};
use crate::content::markdown::render_simple;
use crate::model::external;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// All of them.
pub(super) const NAMES: [&str; 8] =
    ["date", "date_time", "number", "markdown", "plain_text", "slugify", "absolute", "json"];

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("date", |value: &Value, kwargs: Kwargs, _: &State| date(value, &kwargs, "date_format"));
    tera.register_filter("date_time", |value: &Value, kwargs: Kwargs, _: &State| {
        date(value, &kwargs, "date_time_format")
    });
    tera.register_filter("number", number);
    tera.register_filter("markdown", markdown);
    tera.register_filter("plain_text", |text: &str, _: Kwargs, _: &State| plain_text(text));
    tera.register_filter("slugify", |text: &str, _: Kwargs, _: &State| slugify(text));
    tera.register_filter("absolute", absolute);
    tera.register_filter("json", json);
}

/// `{{ article.date | date }}`, `{{ article.date | date(format="%Y") }}`
fn date(value: &Value, kwargs: &Kwargs, word: &str) -> TeraResult<String> {
    let Some(text) = value.as_str() else {
        return Err(Error::message(format!("a date is a text such as `2026-11-18T09:30:00Z`, not {}", value.name())));
    };
    with(|scope| {
        let zone = &scope.view.config().zone;
        let at = zone.parse(text).map_err(Error::message)?;
        let given = kwargs.get::<&str>("format")?;
        let format = given.or_else(|| scope.env.theme.words().get(word)).unwrap_or("%Y-%m-%d");
        let text = scope.env.theme.words().date(zone, at, format, Months::InDates);
        text.map_err(|error| Error::message(format!("the date format `{format}` is wrong: {error}")))
    })
}

/// `{{ list.count | number }}`: with the marks of the language between thousands and before decimals.
fn number(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    with(|scope| {
        let words = scope.env.theme.words();
        if let Some(whole) = value.as_i64() {
            return Ok(words.number(whole));
        }
        let number = value.as_f64().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| Error::message(format!("`number` wants a number, not {}", value.name())))?;
        Ok(words.decimal(&number.to_string()))
    })
}

/// Markdown without the paragraph around a single line.
fn markdown(text: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    with(|scope| {
        let env = scope.env.clone();
        let links = env.links(&scope.source, "/");
        Ok(Value::safe_string(&inline(&render_simple(text, &links))))
    })
}

/// Takes the only paragraph's tags away.
pub(super) fn inline(html: &str) -> String {
    let trimmed = html.trim();
    match trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => trimmed.to_owned(),
    }
}

/// A URL of the site with scheme and host.
fn absolute(url: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    with(|scope| {
        let config = scope.view.config();
        Ok(if external(url) { url.to_owned() } else { format!("{}{url}", config.origin) })
    })
}

/// A value as JSON that may stand in a `<script>`.
fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(Error::message)?;
    let safe = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Ok(Value::safe_string(&safe))
}
