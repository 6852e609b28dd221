//! "Did you mean": the nearest of the known names.

use strsim::osa_distance;

/// The known name nearest to what was typed, when it is near enough to be a slip of the finger.
///
/// Distance is optimal string alignment over lower-case letters: a third of the length may differ, at most three
/// edits. A known name that contains the typed one as a whole word counts as near.
pub fn suggest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let typed = fold(typed);
    let limit = (typed.chars().count().max(3) / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| {
            let folded = fold(name);
            let part = typed.len() >= 3 && folded.split('-').any(|word| word == typed);
            let distance = if part { 1 } else { osa_distance(&typed, &folded) };
            (distance, name)
        })
        .filter(|(distance, _)| *distance <= limit && *distance < typed.chars().count().max(1))
        .min()
        .map(|(_, name)| name)
}

/// The same as a hint: ``did you mean `title`?``
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    suggest(typed, known).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let fields = ["title", "description", "date", "categories", "pinned_until"];
        assert_eq!(suggest("titel", fields), Some("title"));
        assert_eq!(suggest("desciption", fields), Some("description"));
        assert_eq!(suggest("Date", fields), Some("date"));
        assert_eq!(suggest("pinned-until", fields), Some("pinned_until"));
        assert_eq!(suggest("layout", fields), None);
        assert_eq!(suggest("b", ["a", "c"]), None);
    }

    #[test]
    fn a_whole_word_of_a_name_is_near() {
        assert_eq!(suggest("lindqvist", ["mara-lindqvist", "ines-okafor"]), Some("mara-lindqvist"));
    }
}
