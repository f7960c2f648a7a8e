//! A folder of mapping templates, each in a file of its own: the bytes as they are.
//!
//! `post-rides.request.vtl` is the request template for `application/json`, `….request.text-xml.vtl` the one for
//! `text/xml`; `post-rides.response-201.vtl` belongs to the integration response for 201. The templates of gateway
//! responses are no VTL and end in `.txt`.

use crate::apigw::integration::MappingTemplate;
use crate::apigw::media_type::essence;
use crate::export::names::{self, Taken};
use crate::export::plan::Plan;
use crate::export::{ExportFile, note};

/// Keeps Git from changing line ends on a checkout.
const ATTRIBUTES: &str = "*.vtl -text\n*.txt -text\n";

/// Returns the templates of every route.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    let mut files = Folder { files: Vec::new(), taken: Taken::default() };
    for method in &plan.methods {
        let name = names::kebab(&method.words);
        for template in method.request_templates() {
            files.add(&name, "request", template, "vtl");
        }
        for response in &method.responses {
            for template in &response.templates {
                files.add(&name, &format!("response-{}", response.status), template, "vtl");
            }
        }
    }
    for response in &plan.gateway_responses {
        for template in &response.templates {
            files.add(&response.response_type.as_str().to_ascii_lowercase(), "gateway-response", template, "txt");
        }
    }
    let mut files = files.files;
    if files.is_empty() {
        plan.warnings.push(note("export/no-templates", "there is no template: a proxy integration needs none"));
    } else {
        files.push(ExportFile { path: ".gitattributes".into(), text: ATTRIBUTES.into() });
    }
    files
}

struct Folder {
    files: Vec<ExportFile>,
    taken: Taken,
}

impl Folder {
    fn add(&mut self, route: &str, part: &str, template: &MappingTemplate, ending: &str) {
        let kind = essence(&template.content_type);
        let kind =
            if kind == "application/json" { String::new() } else { format!(".{}", names::kebab(&names::words(&kind))) };
        let number = |name: &str| names::kebab(&names::words(name));
        let wanted = format!("{route}.{part}{kind}");
        let claimed = number(&wanted);
        let free = names::kebab(&self.taken.claim(names::words(&wanted), "template"));
        // Two content types may come to the same words.
        let more = free.strip_prefix(&claimed).unwrap_or_default();
        let path = format!("{wanted}{more}.{ending}");
        self.files.push(ExportFile { path, text: template.text.to_string() });
    }
}
