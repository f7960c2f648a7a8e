//! A mapping template alone: its bytes, and what is guessed of the rest.

use super::{import, leaves_out, route, sample, template};
use gatewright::import::deployed::{Format, ImportedDesign, NoNeighbors, SourceFile, put_back, read, recognize};

fn alone(name: &str) -> ImportedDesign {
    let text = sample(&format!("vtl-alone/{name}"));
    let imported = import(name, &text, Format::Vtl);
    // Whatever it is, not a byte is lost.
    let integration = &imported.design.routes[0].integration;
    let templates = integration.request_templates.iter().chain(integration.responses.iter().flat_map(|r| &r.templates));
    assert_eq!(templates.map(|t| t.text.to_string()).collect::<Vec<_>>(), [text]);
    assert!(leaves_out(&imported, &format!("method, path and content type of {name}")));
    imported
}

#[test]
fn the_name_tells_method_path_type_and_side() {
    let imported = alone("GET_orders_{orderId}.vtl");
    assert!(!template(route(&imported, "GET /orders/{orderId}"), "application/json").ends_with('\n'));
    assert_eq!(imported.design.routes[0].calls[0].request.path, "/orders/orderId");
    // A mark at the start of the file belongs to the template: the service would print it.
    let imported = alone("put-orders.request.text-plain.vtl");
    assert!(template(route(&imported, "PUT /orders"), "text/plain").starts_with('\u{FEFF}'));
    let imported = alone("put-orders.response-404.application-json.vtl");
    let response = &route(&imported, "PUT /orders").integration.responses[0];
    assert_eq!((response.status, response.templates[0].content_type.as_str()), (404, "application/json"));
}

#[test]
fn the_text_tells_where_the_name_does_not() {
    let imported = alone("orders mapping.vm");
    assert!(template(route(&imported, "POST /"), "application/json").contains("\r\n"));
    let imported = alone("form.template");
    let form = "application/x-www-form-urlencoded";
    assert!(template(route(&imported, "POST /"), form).starts_with("#foreach"));
    assert_eq!(imported.design.routes[0].calls[0].request.header("content-type"), Some(form));
    let imported = import("m.vtl", "$input.params('id')", Format::Vtl);
    route(&imported, "GET /");
}

#[test]
fn broken_and_foreign_templates_come_in_as_they_are() {
    alone("broken.vtl");
    let imported = alone("Query.getOrder.req.vtl");
    assert!(leaves_out(&imported, "AppSync"), "{:#?}", imported.left_out);
}

#[test]
fn request_and_response_of_one_method_belong_together() {
    let names = ["put-orders.request.text-plain.vtl", "put-orders.response-404.application-json.vtl"];
    let texts = names.map(|name| sample(&format!("vtl-alone/{name}")));
    let files = [0, 1].map(|i| SourceFile { name: names[i], text: &texts[i] });
    let imported = read(&files, None, &NoNeighbors);
    assert_eq!(imported.design.routes.len(), 1);
    let integration = &imported.design.routes[0].integration;
    assert_eq!((integration.request_templates.len(), integration.responses.len()), (1, 1));
}

#[test]
fn a_text_without_any_velocity_is_a_template_by_its_name_only() {
    assert_eq!(recognize("a.vtl", "plain"), Some(Format::Vtl));
    assert_eq!(recognize("a.txt", "plain"), None);
    assert_eq!(recognize("a.txt", "{\"a\": $input.json('$')}"), Some(Format::Vtl));
    let id = gatewright::import::deployed::TemplateId { method: "GET", path: "/", response: None, content_type: "a/a" };
    assert_eq!(put_back("\r\nold", Format::Vtl, &id, "\u{FEFF}new").map(|put| put.text), Ok("\u{FEFF}new".into()));
}
