//! The functions that templates can call. Each reaches the site through the scope's view.
#![expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]

use super::boxes::{BoxAsk, BoxCall, Boxes};
use super::fragment::{FragmentCall, mark};
use super::query;
use super::scope::{Scope, with};
use super::values::{MapBuilder, field};
use crate::diag::did_you_mean;
use crate::model::{
    ArticleId, Credit, IndexKind, Key, ListKey, ListKind, PictureRef, Repeat, external, percent_encode,
};
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// All of them, for suggestions and for the test that compares them with the documentation.
pub(super) const NAMES: [&str; 25] = [
    "url",
    "asset",
    "t",
    "latest",
    "related",
    "pinned",
    "card",
    "cards",
    "fragment",
    "box",
    "image",
    "variants",
    "social_image",
    "categories",
    "authors",
    "types",
    "months",
    "series",
    "tags",
    "category",
    "author",
    "tag",
    "type",
    "data",
    "structured_data",
];

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("url", url);
    tera.register_function("asset", asset);
    tera.register_function("t", text);
    tera.register_function("latest", latest);
    tera.register_function("related", related);
    tera.register_function("pinned", pinned);
    tera.register_function("card", card);
    tera.register_function("cards", cards);
    tera.register_function("fragment", fragment);
    tera.register_function("box", boxed);
    tera.register_function("image", image);
    tera.register_function("variants", variants);
    tera.register_function("social_image", social_image);
    tera.register_function("categories", |_: Kwargs, _: &State| terms(IndexKind::Categories));
    tera.register_function("authors", |_: Kwargs, _: &State| terms(IndexKind::Authors));
    tera.register_function("series", |_: Kwargs, _: &State| terms(IndexKind::Series));
    tera.register_function("months", |_: Kwargs, _: &State| terms(IndexKind::Archive));
    tera.register_function("types", types);
    tera.register_function("tags", tags);
    for (name, kind) in [
        ("category", ListKind::Category),
        ("author", ListKind::Author),
        ("tag", ListKind::Tag),
        ("type", ListKind::Type),
    ] {
        tera.register_function(name, move |kwargs: Kwargs, _: &State| term(kind, &kwargs));
    }
    tera.register_function("data", data);
    tera.register_function("structured_data", |_: Kwargs, _: &State| with(|scope| Ok(scope.structured.clone())));
}

/// `url(path="/about/")`
fn url(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?;
    with(|scope| {
        if external(path) || path.starts_with('#') {
            return Ok(Value::normal_string(path));
        }
        let (clean, rest) = path.find(['?', '#']).map_or((path, ""), |at| path.split_at(at));
        Ok(Value::from(format!("{}{rest}", scope.view.config().href(&percent_encode(clean)))))
    })
}

/// `asset(path="css/main.css")`
fn asset(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let name = kwargs.must_get::<&str>("path")?;
    with(|scope| {
        scope.view.record(Key::Asset(name.into()));
        let assets = scope.env.theme.assets();
        let Some(asset) = assets.get(name) else {
            let hint = did_you_mean(name, assets.iter().map(|(name, _)| name)).unwrap_or_default();
            return Err(Error::message(format!("there is no asset `{name}`\n{hint}")));
        };
        Ok(Value::from(scope.view.config().href(&asset.path)))
    })
}

/// `t(key="latest_in", name="News")`
fn text(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let key = kwargs.must_get::<&str>("key")?;
    with(|scope| {
        let words = scope.env.theme.words();
        let number = kwargs.get::<i64>("n")?;
        let text = number.and_then(|n| words.plural(key, n)).or_else(|| words.get(key));
        let Some(text) = text else {
            let hint = did_you_mean(key, words.keys()).unwrap_or_else(|| "add it to the theme's i18n/en.yaml".into());
            return Err(Error::message(format!("there is no text `{key}`\n{hint}")));
        };
        if !text.contains('{') {
            return Ok(Value::normal_string(text));
        }
        let find = |name: &str| {
            if let Some(n) = number.filter(|_| name == "n") {
                return Some(words.number(n).into());
            }
            kwargs.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value.to_string().into())
        };
        Ok(Value::from(super::Words::fill(text, find)))
    })
}

fn refs(scope: &Scope, ids: &[ArticleId]) -> Value {
    Value::from(ids.iter().map(|id| scope.env.reference(*id)).collect::<Vec<_>>())
}

/// `latest(category="phones", limit=6)`
fn latest(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    with(|scope| {
        in_page(scope, "latest")?;
        query::check_names(&kwargs)?;
        let Some(query) = query::read("latest", &kwargs, scope)? else { return Ok(Value::from(Vec::<Value>::new())) };
        if query.repeat == Repeat::Never {
            after_boxes(scope, "latest")?;
        }
        let ids = scope.view.latest(&query);
        Ok(refs(scope, &ids))
    })
}

/// `related(limit=4)`
fn related(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let limit = kwargs.get::<usize>("limit")?.unwrap_or(4);
    with(|scope| {
        in_page(scope, "related")?;
        after_boxes(scope, "related")?;
        let ids = scope.view.related(limit.min(100));
        Ok(refs(scope, &ids))
    })
}

/// `pinned(limit=1)`: articles that lead the front page now; they count as shown.
fn pinned(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let limit = kwargs.get::<usize>("limit")?.unwrap_or(1);
    with(|scope| {
        in_page(scope, "pinned")?;
        let mut ids = scope.view.pinned();
        ids.truncate(limit);
        scope.view.show(&ids);
        Ok(refs(scope, &ids))
    })
}

/// What a fragment shows must follow from its arguments alone.
fn in_page(scope: &Scope, function: &str) -> TeraResult<()> {
    if scope.view.page().is_none() {
        return Err(Error::message(format!(
            "`{function}` is not available inside a fragment\ncall it in the page and pass the refs as an argument"
        )));
    }
    Ok(())
}

fn find(scope: &mut Scope, reference: &Value) -> TeraResult<ArticleId> {
    let Some(path) = reference.as_str() else {
        return Err(Error::message(format!("a `ref` is a text, not {}", reference.name())));
    };
    scope.view.find_article(path).ok_or_else(|| Error::message(format!("there is no article with the ref `{path}`")))
}

/// `card(ref=r)`
fn card(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let reference = kwargs.must_get::<&Value>("ref")?;
    with(|scope| {
        let id = find(scope, reference)?;
        Ok(scope.env.clone().card(id, &mut scope.view))
    })
}

/// `cards(refs=list)`
fn cards(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let list = kwargs.must_get::<&[Value]>("refs")?;
    with(|scope| {
        let env = scope.env.clone();
        let cards: TeraResult<Vec<Value>> =
            list.iter().map(|reference| find(scope, reference).map(|id| env.card(id, &mut scope.view))).collect();
        Ok(Value::from(cards?))
    })
}

/// `fragment(name="latest_box", …)`
fn fragment(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let name = kwargs.must_get::<&str>("name")?;
    with(|scope| {
        is_component(scope, name)?;
        let call = FragmentCall::new(name, arguments(&kwargs, &["name"])).map_err(bad_argument)?;
        scope.calls.push(call);
        Ok(Value::safe_string(&mark(scope.calls.len() - 1)))
    })
}

/// `box(name="latest_box", category="phones", limit=6, …)`: a fragment with the newest articles of a list as its `refs`,
/// or nothing where there are none. What is in it can change without the page being rendered again.
fn boxed(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let name = kwargs.must_get::<&str>("name")?;
    with(|scope| {
        in_page(scope, "box")?;
        is_component(scope, name)?;
        let Some(query) = query::read("box", &kwargs, scope)? else { return Ok(Value::safe_string("")) };
        let Some(page) = scope.view.page() else { return Ok(Value::safe_string("")) };
        let mut known = vec!["name"];
        known.extend(query::ARGUMENTS);
        let ask = BoxAsk::new(&scope.env, name.into(), arguments(&kwargs, &known).into(), query);
        let own: Arc<[ArticleId]> = match scope.boxes.last() {
            Some(last) if *last.own == *scope.view.own() => last.own.clone(),
            _ => scope.view.own().into(),
        };
        let env = scope.env.clone();
        let chooser = scope.chooser.get_or_insert_with(|| Boxes::of(&env, page));
        let text = chooser.choose(&env, &ask, &own).text(&env).map_err(bad_argument)?;
        scope.view.boxed(&query, &text.newest);
        let place = scope.calls.len();
        scope.calls.push(text.call.clone());
        scope.boxes.push(BoxCall { place, ask, own, text });
        Ok(Value::safe_string(&mark(place)))
    })
}

/// What is chosen by what the boxes of the page show has to know that.
fn after_boxes(scope: &Scope, function: &str) -> TeraResult<()> {
    if scope.chooser.as_ref().is_none_or(Boxes::are_inline) {
        return Ok(());
    }
    Err(Error::message(format!(
        "`{function}` comes after a `box`, of which the page does not know what is in it\nask `{function}` before the first `box`, or deliver boxes `inline`"
    )))
}

fn is_component(scope: &Scope, name: &str) -> TeraResult<()> {
    let theme = &scope.env.theme;
    if theme.component(name).is_some() {
        return Ok(());
    }
    let hint = did_you_mean(name, theme.component_names()).unwrap_or_default();
    Err(Error::message(format!("there is no component `{name}`\n{hint}")))
}

/// The arguments that are handed on.
fn arguments(kwargs: &Kwargs, known: &[&str]) -> Vec<(String, Value)> {
    let named = kwargs.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.clone())));
    named.filter(|(key, _)| !known.contains(&key.as_str())).collect()
}

fn bad_argument(argument: String) -> Error {
    Error::message(format!(
        "the argument `{argument}` of a fragment must be a text, a number, a truth value or a list of them\npass `ref`s instead of cards, and call `card(ref=…)` in the component"
    ))
}

/// `image(src="x.jpg", credit="Geralt / Pixabay")`
fn image(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let src = kwargs.must_get::<&str>("src")?;
    let text = |name: &str| -> TeraResult<Option<String>> {
        let value = kwargs.get::<&Value>(name)?.and_then(|value| value.as_str().map(str::to_owned));
        Ok(value.filter(|text| !text.is_empty()))
    };
    let own = Credit { line: text("credit")?, url: text("credit_url")?, ..Credit::default() };
    with(|scope| {
        let env = scope.env.clone();
        scope.view.record(Key::Reference { source: scope.source.clone(), reference: src.into() });
        if let Ok(PictureRef::File(file)) = env.site.files().resolve(&scope.source, src) {
            scope.view.record(Key::Picture(file));
        }
        env.image(src, &scope.source, &own).map_err(Error::message)
    })
}

/// `variants(image=article.image, ratio="3:2", up_to=1280)`
fn variants(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let image = kwargs.must_get::<&Value>("image")?;
    let from = kwargs.get::<u32>("from")?.unwrap_or(0);
    let up_to = kwargs.get::<u32>("up_to")?.unwrap_or(1600);
    let ratio = match kwargs.get::<&Value>("ratio")?.and_then(|value| value.as_str()).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(
            read_ratio(text)
                .ok_or_else(|| Error::message(format!("`{text}` is no ratio\nwrite width and height like `16:9`")))?,
        ),
    };
    with(|scope| {
        if let Some(file) = field(image, "file").and_then(|file| file.as_str()) {
            scope.view.record(Key::Picture(file.into()));
        }
        Ok(scope.env.variants(image, ratio, from, up_to))
    })
}

fn read_ratio(text: &str) -> Option<(u32, u32)> {
    let (across, down) = text.split_once(':')?;
    let side = |text: &str| text.trim().parse::<u32>().ok().filter(|side| (1..=10_000).contains(side));
    Some((side(across)?, side(down)?))
}

/// `social_image()`: the picture of this page for sharing.
fn social_image(_: Kwargs, _: &State) -> TeraResult<Value> {
    with(|scope| {
        in_page(scope, "social_image")?;
        let Some(page) = scope.view.page() else { return Ok(Value::none()) };
        scope.view.record(Key::Shared(page));
        let Some((located, alt)) = scope.env.shared(page) else { return Ok(Value::none()) };
        let remote = external(&located.path);
        let url = if remote { located.path.clone() } else { scope.env.permalink(&located.path) };
        Ok(MapBuilder::new(5)
            .put("url", url)
            .put("width", located.width)
            .put("height", located.height)
            .put("mime", located.mime)
            .put("alt", alt)
            .build())
    })
}

fn terms(kind: IndexKind) -> TeraResult<Value> {
    with(|scope| {
        let env = scope.env.clone();
        Ok(env.terms(kind, &mut scope.view))
    })
}

/// `types()`: those with articles.
fn types(_: Kwargs, _: &State) -> TeraResult<Value> {
    with(|scope| {
        let env = scope.env.clone();
        scope.view.record(Key::Types);
        let count = scope.view.config().types.all().len() as u32;
        let lists = (0..count).map(ListKey::Type).filter(|list| env.site.has_page(*list));
        Ok(Value::from(lists.map(|list| env.term(list, &mut scope.view)).collect::<Vec<_>>()))
    })
}

/// `tags(limit=50)`: most used first.
fn tags(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let limit = kwargs.get::<usize>("limit")?.unwrap_or(usize::MAX);
    with(|scope| {
        let env = scope.env.clone();
        Ok(env.tags_by_use(limit, &mut scope.view))
    })
}

/// `category(slug="phones")` and its kin.
fn term(kind: ListKind, kwargs: &Kwargs) -> TeraResult<Value> {
    let slug = kwargs.must_get::<&str>("slug")?;
    with(|scope| {
        let env = scope.env.clone();
        let list = scope.view.find_list(kind, slug).filter(|list| env.site.has_page(*list));
        Ok(list.map_or_else(Value::none, |list| env.term(list, &mut scope.view)))
    })
}

/// `data(path="team.yaml")`
fn data(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?;
    with(|scope| {
        scope.view.record(Key::Data(path.into()));
        let files = &scope.env.data;
        let Some(value) = files.get(path.trim_start_matches("data/")) else {
            let hint =
                did_you_mean(path, files.keys().map(String::as_str)).unwrap_or_else(|| "put it into `data/`".into());
            return Err(Error::message(format!("there is no data file `{path}`\n{hint}")));
        };
        Ok(value.clone())
    })
}
