//! The picture of a run: a bar per tool, document and step, by its time against ours.

use std::fmt::Write as _;

use super::report::{OWN, Report};

const BAR: f64 = 14.0;
const GAP: f64 = 22.0;
const LEFT: f64 = 210.0;
const WIDTH: f64 = 860.0;

/// Colours that differ in lightness too.
const COLOURS: &[&str] = &[
    "#d8572a", "#4c6a92", "#8fb1cc", "#6b8f71", "#b9a44c", "#8d8d8d",
];

/// An SVG picture. Ours is 1; a run that failed has no bar.
pub(super) fn chart(report: &Report) -> String {
    let tools: Vec<&str> = std::iter::once(OWN).chain(report.peers()).collect();
    let longest = longest(report, &tools);
    let mut body = String::new();
    let mut top = 60.0;
    for (document, step) in report.lines() {
        let Some(own) = report.cost(document, step, OWN) else {
            continue;
        };
        let label = format!("{document}, {}", step.title());
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{:.0}\" text-anchor=\"end\">{}</text>",
            LEFT - 10.0,
            top + 11.0,
            escaped(&label)
        );
        for (index, tool) in tools.iter().enumerate() {
            let Some(cost) = report.cost(document, step, tool) else {
                continue;
            };
            let times = cost.seconds / own.seconds.max(1e-9);
            let width = (times / longest * (WIDTH - LEFT - 70.0)).max(1.0);
            let colour = colour(index);
            let _ = writeln!(
                body,
                "<rect x=\"{LEFT}\" y=\"{top:.0}\" width=\"{width:.1}\" height=\"{:.0}\" fill=\"{colour}\"><title>{}: {:.2} s</title></rect>\n\
                 <text x=\"{:.1}\" y=\"{:.0}\" class=\"n\">{times:.1}</text>",
                BAR - 3.0,
                escaped(tool),
                cost.seconds,
                LEFT + width + 5.0,
                top + 10.0,
            );
            top += BAR;
        }
        top += GAP;
    }
    let mut legend = String::new();
    let mut left = LEFT;
    for (index, tool) in tools.iter().enumerate() {
        let colour = colour(index);
        let _ = writeln!(
            legend,
            "<rect x=\"{left:.0}\" y=\"28\" width=\"11\" height=\"11\" fill=\"{colour}\"/><text x=\"{:.0}\" y=\"38\">{}</text>",
            left + 16.0,
            escaped(tool)
        );
        #[allow(clippy::cast_precision_loss)]
        let width = tool.len() as f64 * 7.0;
        left += width + 38.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {top:.0}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <style>text{{fill:#444}}.n{{font-size:10px}}@media(prefers-color-scheme:dark){{text{{fill:#ccc}}}}</style>\n\
         <text x=\"{LEFT}\" y=\"16\">times the wall time of pagecrate; less is better</text>\n{legend}{body}</svg>\n"
    )
}

fn colour(tool: usize) -> &'static str {
    let colour = COLOURS.get(tool).or(COLOURS.last());
    colour.copied().unwrap_or_default()
}

fn longest(report: &Report, tools: &[&str]) -> f64 {
    let mut longest = 1.0_f64;
    for (document, step) in report.lines() {
        let Some(own) = report.cost(document, step, OWN) else {
            continue;
        };
        for tool in tools {
            if let Some(cost) = report.cost(document, step, tool) {
                longest = longest.max(cost.seconds / own.seconds.max(1e-9));
            }
        }
    }
    longest
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::chart;
    use crate::bench::report::tests::sample;

    #[test]
    fn has_a_bar_for_every_run_that_ended() {
        let svg = chart(&sample());
        let bars = svg.matches("<title>").count();
        assert_eq!(bars, 5, "{svg}");
        assert!(svg.contains(">4.5</text>"), "{svg}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}
