//! What a theme author gets wrong: the template, its line, and the page that was being rendered.

use super::show;

/// The site's own template for articles.
fn article(template: &str) -> String {
    format!("-- templates/article.html --\n{template}\n")
}

#[test]
fn a_syntax_error() {
    show("template_syntax", 1, &article("<h1>{{ article.title }</h1>"));
    show("template_unclosed", 1, &article("{% if article.title %}<h1>x</h1>"));
}

#[test]
fn names_that_tera_does_not_know() {
    show("template_filter", 1, &article("{{ article.date | dat }}"));
    show("template_function", 1, &article("{{ lastest(limit=3) }}"));
    show("template_component", 1, &article("{{ <bylin authors={article.authors} /> }}"));
    show("template_extends", 1, &article("{% extends \"bas.html\" %}"));
    show("template_include", 1, &article("{% include \"missing.html\" %}"));
}

#[test]
fn a_variable_that_is_not_there() {
    show("template_undefined", 1, &article("<h1>\n{{ article.titel }}\n</h1>"));
    show("template_undefined_root", 1, &article("{{ artcle.title }}"));
}

#[test]
fn a_component_that_calls_itself() {
    show(
        "template_recursion",
        1,
        "-- templates/article.html --\n{{ <loop /> }}\n\
         -- templates/components/loop.html --\n{% component loop() %}{{ <loop /> }}{% endcomponent loop %}\n",
    );
}

#[test]
fn templates_that_extend_each_other() {
    show(
        "template_circle",
        1,
        "-- templates/article.html --\n{% extends \"other.html\" %}\n-- templates/other.html --\n{% extends \"article.html\" %}\n",
    );
}

#[test]
fn a_fragment_with_a_map() {
    show("fragment_map", 1, &article("{{ fragment(name=\"byline\", authors=article) }}"));
}

#[test]
fn a_fragment_that_contains_itself() {
    show(
        "fragment_circle",
        1,
        "-- templates/article.html --\n{{ fragment(name=\"ring\") }}\n\
         -- templates/components/ring.html --\n\
         {% component ring() %}{{ fragment(name=\"ring\") }}{% endcomponent ring %}\n",
    );
}

#[test]
fn a_selection_inside_a_fragment() {
    show(
        "fragment_latest",
        1,
        "-- templates/article.html --\n{{ fragment(name=\"box\") }}\n\
         -- templates/components/box.html --\n\
         {% component box() %}{% for r in latest(limit=3) %}x{% endfor %}{% endcomponent box %}\n",
    );
}

#[test]
fn a_list_of_the_whole_site_in_every_article() {
    show(
        "site_wide_list",
        0,
        &article(
            "{% extends \"base.html\" %}{% block main %}{% set parts = latest(series=\"tides\") %}{{ parts | length }}\n{% for r in latest(limit=3) %}\n{% set c = card(ref=r) %}{{ c.title }}{% endfor %}{% endblock main %}",
        ),
    );
}

#[test]
fn boxes_that_can_not_be_delivered() {
    let client = "-- pressroom.yaml --\ntitle: The Harbour Post\nbase_url: https://harbour.example/\nlatest: {delivery: client}\n";
    let components = "-- templates/components/bare.html --\n\
         {% component bare(refs: array) %}Latest: {% for r in refs %}{% set c = card(ref=r) %}{{ c.title }}{% endfor %}{% endcomponent bare %}\n";
    let template = "{{ box(name=\"bare\", limit=2) }}";
    show("box_not_element", 1, &format!("{client}{components}{}", article(template)));
    let template =
        "{% set a = box(name=\"latest_box\", title=\"A\") %}{{ box(name=\"latest_box\", title=\"B\") }}{{ a }}";
    show("box_order", 1, &format!("{client}{}", article(template)));
    let template = "{{ box(name=\"latest_box\", title=\"A\") }}\n{{ related() | length }}";
    show("box_before_related", 1, &format!("{client}{}", article(template)));
}

#[test]
fn arguments_of_functions() {
    show("function_asset", 1, &article("{{ asset(path=\"css/mian.css\") }}"));
    show("function_word", 1, &article("{{ t(key=\"lastest_in\") }}"));
    show("function_argument", 1, &article("{{ url(paht=\"/\") }}"));
    show("function_data", 1, &article("{{ data(path=\"team.yaml\") }}"));
    show("function_date", 1, &article("{{ article.date | date(format=\"%!\") }}"));
    show("function_picture", 1, &article("{{ image(src=\"nowhere.png\") }}"));
}

#[test]
fn a_template_that_no_theme_has() {
    let mut files = String::from(
        "-- pressroom.yaml --\ntitle: The Harbour Post\nbase_url: https://harbour.example/\ntheme: mini\n\
         -- themes/mini/theme.yaml --\nname: mini\ncontract: 1\n-- themes/mini/templates/components/all.html --\n",
    );
    for name in ["picture", "youtube", "quote", "figure", "gallery", "note", "details", "embed", "update", "step"] {
        files.push_str(&format!("{{% component {name}() %}}{{% endcomponent {name} %}}\n"));
    }
    files.push_str("-- themes/mini/templates/list.html --\nlist\n-- themes/mini/templates/page.html --\npage\n");
    show("missing_template", 1, &files);
}
