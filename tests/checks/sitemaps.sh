#!/usr/bin/env bash
# sitemaps.sh SITE SITEMAP_XSD: every sitemap of a built site against the protocol's schema, with the image and news
# extensions from tests/schemas. There must be an index, shards and, as the build's clock is at the newest article, news.
set -euo pipefail
site=$1 protocol=$2
schemas=$(cd "$(dirname "${BASH_SOURCE[0]}")/../schemas" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$schemas"/*.xsd "$protocol" "$folder"/

failed=0
validate() {
  local schema=$1 file=$2
  xmllint --nonet --noout --schema "$folder/$schema" "$file" 2>"$folder/log" && return
  grep -v ' fails to validate$' "$folder/log" | head -n 5
  failed=$((failed + 1))
}

shards=0 articles=0 news=0
for file in "$site/sitemap.xml" "$site/news-sitemap.xml"; do
  if [[ ! -f $file ]]; then
    echo "$(basename "$file"): is not there"
    failed=$((failed + 1))
  fi
done
if ((failed == 0)); then
  validate index.xsd "$site/sitemap.xml"
  validate sitemap-with-extensions.xsd "$site/news-sitemap.xml"
  news=$(grep -c '<news:news>' "$site/news-sitemap.xml" || true)
  for file in "$site"/sitemaps/*.xml; do
    [[ -f $file ]] || continue
    validate sitemap-with-extensions.xsd "$file"
    shards=$((shards + 1))
    articles=$((articles + $(grep -c '<url>' "$file" || true)))
    if ! grep -q "/sitemaps/$(basename "$file")</loc>" "$site/sitemap.xml"; then
      echo "sitemaps/$(basename "$file"): the index does not name it"
      failed=$((failed + 1))
    fi
  done
  if ((news == 0 || news > 1000)); then
    echo "news-sitemap.xml: $news articles, expected 1 to 1,000"
    failed=$((failed + 1))
  fi
  if ((shards < 2 || articles < 20)); then
    echo "sitemaps: $articles addresses in $shards shards, expected more"
    failed=$((failed + 1))
  fi
fi
echo "sitemaps: $shards shards, $articles addresses, $news news, $failed problems"
exit $((failed > 0))
