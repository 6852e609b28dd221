//! One address for each page.

use super::read;
use super::shelf::Shelf;

#[test]
fn a_missing_slash_is_added_and_the_query_kept() {
    read(Shelf::new(), "/phones/hinge").expect_redirect(308, "/phones/hinge/");
    read(Shelf::new(), "/phones/hinge?a=1&b=%20").expect_redirect(308, "/phones/hinge/?a=1&b=%20");
    read(Shelf::new(), "/tags/%E6%97%A5%E6%9C%AC").expect_redirect(308, "/tags/%E6%97%A5%E6%9C%AC/");
    read(Shelf::new().below("/news/"), "/news/phones/hinge").expect_redirect(308, "/news/phones/hinge/");
    read(Shelf::new(), "/phones/gone").expect_status(404);
}

#[test]
fn a_folder_has_its_address_without_index_html() {
    read(Shelf::new(), "/index.html").expect_redirect(308, "/");
    read(Shelf::new(), "/phones/hinge/index.html?x").expect_redirect(308, "/phones/hinge/?x");
    read(Shelf::new(), "/gone/index.html").expect_status(404);
    let odd = Shelf::new().file("/odd/index.html", "odd").file("/myindex.html", "mine");
    read(odd, "/odd/index.html").expect_status(200).expect_body("odd");
    read(Shelf::new().file("/myindex.html", "mine"), "/myindex.html").expect_status(200).expect_body("mine");
}

#[test]
fn a_page_is_never_at_two_addresses() {
    read(Shelf::new(), "//phones///hinge/").expect_redirect(308, "/phones/hinge/");
    read(Shelf::new(), "/phones/./hinge/").expect_redirect(308, "/phones/hinge/");
    read(Shelf::new(), "/tags/../phones/hinge/?a").expect_redirect(308, "/phones/hinge/?a");
    read(Shelf::new(), "/tags/%2e%2E/feed.xml").expect_redirect(308, "/feed.xml");
    read(Shelf::new(), "//").expect_redirect(308, "/");
}

#[test]
fn nothing_leads_out_of_the_site() {
    for target in
        ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/phones/../../../etc/passwd", "/.%2e/etc/passwd"]
    {
        read(Shelf::new(), target).expect_status(404);
    }
    read(Shelf::new().below("/news/"), "/news/../feed.xml").expect_status(404);
    read(Shelf::new().below("/news/"), "/news/%2e%2e/feed.xml").expect_status(404);
}

#[test]
fn no_redirect_leads_to_another_host() {
    let site = || Shelf::new().file("/evil.example/", "a page with an odd name").file("/a/evil.example/", "another");
    read(site(), "//evil.example").expect_redirect(308, "/evil.example/");
    read(site(), "//evil.example/index.html").expect_redirect(308, "/evil.example/");
    read(site(), "///evil.example/").expect_redirect(308, "/evil.example/");
    read(site(), "/.//evil.example/").expect_redirect(308, "/evil.example/");
    read(site(), "/%2e//evil.example").expect_redirect(308, "/evil.example/");
    read(site(), "/%5cevil.example").expect_status(400);
    read(site(), "/%09/evil.example").expect_status(400);
    read(site(), "/%2fevil.example").expect_status(400);
    read(site().below("/a/"), "//evil.example/").expect_status(404);
}

#[test]
fn the_sites_own_redirects_are_followed() {
    let site = || {
        Shelf::new()
            .moved("/old/", "/phones/hinge/", 301)
            .moved("/out/", "https://example.com/é?x=1#top", 307)
            .moved("/part/", "/phones/hinge/#end", 302)
            .moved("/rewrite/", "/", 200)
    };
    read(site(), "/old/").expect_redirect(301, "/phones/hinge/");
    read(site(), "/old/?a=1").expect_redirect(301, "/phones/hinge/?a=1");
    read(site(), "/old").expect_redirect(301, "/phones/hinge/");
    read(site(), "/out/?a=1").expect_redirect(307, "https://example.com/%C3%A9?x=1#top");
    read(site(), "/part/?a=1").expect_redirect(302, "/phones/hinge/?a=1#end");
    read(site(), "/rewrite/").expect_redirect(302, "/");
}

#[test]
fn a_site_below_a_path_is_there_and_nowhere_else() {
    let site = || Shelf::new().below("/preview/pr-12/");
    read(site(), "/preview/pr-12/").expect_status(200).expect_body("front");
    read(site(), "/preview/pr-12/feed.xml").expect_status(200);
    read(site(), "/?a=1").expect_redirect(302, "/preview/pr-12/?a=1");
    read(site(), "/preview/pr-12").expect_redirect(302, "/preview/pr-12/");
    let answer = read(site(), "/phones/hinge/");
    answer.expect_status(404).expect_body("nothing is at `/phones/hinge/`: the site is below `/preview/pr-12/`");
    answer.expect_body("/preview/pr-12/phones/hinge/");
    read(site(), "/preview/pr-123/").expect_status(404);
}
