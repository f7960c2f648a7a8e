//! The rules, one a file.

mod prelude;

pub(in crate::lint) use form_encoding::is_form;

macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule, in the order of the mistakes' list: the printed event, references and logic, the choice of the
        /// template, proxy events, responses.
        pub const RULES: &[super::Rule] = &[$($module::RULE,)*];
    };
}

rules! {
    quoted_input_json,
    unquoted_text,
    unescaped_in_string,
    injection,
    escape_makes_single_quote,
    escaped_json_bare,
    path_object_in_string,
    map_printed,
    context_map_empty,
    claims_whole,
    missing_comma,
    comma_with_filter,
    optional_member_comma,
    bare_optional,
    number_or_boolean_as_text,
    newline_in_string,
    comment_eats_line,
    directive_in_text,
    literal_dollar,
    vtl_backslash_quote,
    single_quotes_do_not_interpolate,
    undefined_is_true,
    not_of_undefined,
    typo_prints_nothing,
    hyphen_swallowed,
    colon_in_claim,
    dot_in_name,
    header_case,
    params_precedence,
    body_is_text,
    json_is_text,
    appsync_vocabulary,
    macro_dropped,
    velocity_2_syntax,
    else_if,
    loop_over_map,
    count_method,
    text_arithmetic,
    integer_division,
    filter_gives_list,
    override_twice,
    override_in_proxy,
    request_body_in_response_template,
    loop_limit,
    template_size,
    form_encoding,
    content_type_mismatch,
    default_passthrough,
    no_template_at_all,
    test_tab_type,
    response_template_by_accept,
    authorizer_missing,
    authorizer_shape,
    claim_types,
    groups_claim,
    authorizer_context_nested,
    authorizer_context_text,
    base64_body,
    repeated_query,
    plus_in_query,
    path_encoding,
    stage_in_path,
    source_ip,
    binary_response_as_text,
    exception_is_200,
    pattern_on_status,
    pattern_not_anchored,
    pattern_and_newline,
    no_default_response,
    cors_on_errors,
    gateway_template_quotes,
    illegal_header_mapping,
    remapped_header,
    missing_token_403,
}
