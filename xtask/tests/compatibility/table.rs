//! Changes of a document, each with a caller that uses what changes.
//!
//! Each case stands in `base.yaml` under names of its own, so that all of them make one client
//! before and one after: `@` is `CaseAa`, `#` is `case-aa` and `?` is `caseAa` in a document, and
//! `@` and `%` are `CaseAa` and `case_aa` in a caller.

/// One change.
pub(crate) struct Case {
    /// What changes.
    pub(crate) name: &'static str,
    /// The text of the document that changes; none when something is added at the end of `paths`.
    pub(crate) from: &'static str,
    /// What it changes to.
    pub(crate) to: &'static str,
    /// The body of a function that has a `client: &Client`.
    pub(crate) caller: &'static str,
}

const fn case(
    name: &'static str,
    from: &'static str,
    to: &'static str,
    caller: &'static str,
) -> Case {
    Case {
        name,
        from,
        to,
        caller,
    }
}

const LIST: &str = "let _ = client.%().%_list();";
const CREATE: &str = "let _ = client.%().%_create(&@NewThing::new(\"a\"));";
const GET: &str = "let _ = client.%().%_get(\"id\");";
const DELETE: &str = "let _ = client.%().%_delete(\"id\");";
const NEW: &str = "let _ = @NewThing::new(\"a\").size(3).colour(@Colour::Red);";

/// All of them.
pub(crate) const CASES: &[Case] = &[
    // Operations.
    case(
        "operation added",
        "components:",
        "  /#/extra:\n    get:\n      operationId: ?Extra\n      tags: [#]\n      responses: {'204': {description: Done}}\ncomponents:",
        LIST,
    ),
    case(
        "operation removed",
        "    delete:\n      operationId: ?Delete\n      tags: [#]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        '204': {description: Gone}\n",
        "",
        DELETE,
    ),
    case("operation renamed", "?Delete", "?Drop", DELETE),
    case(
        "operation moved to another path",
        "  /#/things/{id}:",
        "  /#/v2/things/{id}:",
        GET,
    ),
    case(
        "operation moved to another method",
        "    post:\n      operationId: ?Create",
        "    put:\n      operationId: ?Create",
        CREATE,
    ),
    case(
        "operation moved to another tag",
        "?Delete\n      tags: [#]",
        "?Delete\n      tags: [#-more]",
        DELETE,
    ),
    case(
        "operation deprecated",
        "operationId: ?Delete",
        "operationId: ?Delete\n      deprecated: true",
        DELETE,
    ),
    // Parameters.
    case(
        "optional parameter added",
        "        - {name: colour, in: query",
        "        - {name: after, in: query, schema: {type: string}}\n        - {name: colour, in: query",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "required parameter added",
        "        - {name: colour, in: query",
        "        - {name: account, in: query, required: true, schema: {type: string}}\n        - {name: colour, in: query",
        LIST,
    ),
    case(
        "parameter removed",
        "        - {name: limit, in: query, description: At most so many, schema: {type: integer}}\n",
        "",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "parameter renamed",
        "name: limit, in: query",
        "name: page_limit, in: query",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "parameter of another type",
        "At most so many, schema: {type: integer}",
        "At most so many, schema: {type: string}",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "parameter made required",
        "{name: limit, in: query,",
        "{name: limit, in: query, required: true,",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "path parameter renamed",
        "  /#/things/{id}:\n    get:\n      operationId: ?Get\n      tags: [#]\n      parameters:\n        - {name: id,",
        "  /#/things/{thing}:\n    parameters: [{name: thing, in: path, required: true, schema: {type: string}}]\n    get:\n      operationId: ?Get\n      tags: [#]\n      parameters:\n        - {name: thing,",
        GET,
    ),
    case(
        "path parameter of another type",
        "?Get\n      tags: [#]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}",
        "?Get\n      tags: [#]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: integer}}",
        GET,
    ),
    case(
        "parameter moved to a header",
        "{name: limit, in: query,",
        "{name: limit, in: header,",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "bounds of a parameter narrowed",
        "At most so many, schema: {type: integer}",
        "At most so many, schema: {type: integer, maximum: 10}",
        "let _ = client.%().%_list().limit(3);",
    ),
    case(
        "default of a parameter changed",
        "At most so many, schema: {type: integer}",
        "At most so many, schema: {type: integer, default: 7}",
        "let _ = client.%().%_list().limit(3);",
    ),
    // Bodies.
    case(
        "body made optional",
        "      requestBody:\n        required: true",
        "      requestBody:\n        required: false",
        CREATE,
    ),
    case(
        "body removed",
        "      requestBody:\n        required: true\n        content: {application/json: {schema: {$ref: '#/components/schemas/@NewThing'}}}\n",
        "",
        CREATE,
    ),
    case(
        "body added",
        "?Delete\n      tags: [#]",
        "?Delete\n      tags: [#]\n      requestBody:\n        required: true\n        content: {application/json: {schema: {$ref: '#/components/schemas/@NewThing'}}}",
        DELETE,
    ),
    case(
        "body of another media type",
        "{application/json: {schema: {$ref: '#/components/schemas/@NewThing'}}}",
        "{application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/@NewThing'}}}",
        CREATE,
    ),
    case(
        "body of another type",
        "schemas/@NewThing'}}}",
        "schemas/@Circle'}}}",
        CREATE,
    ),
    // Fields of what is sent.
    case(
        "optional field of a request added",
        "        size: {type: integer, description: How large to make it}",
        "        size: {type: integer, description: How large to make it}\n        depth: {type: integer}",
        NEW,
    ),
    case(
        "required field of a request added",
        "      required: [name]\n",
        "      required: [name, depth]\n",
        "let _ = @NewThing::new(\"a\");",
    ),
    case(
        "field of a request removed",
        "        size: {type: integer, description: How large to make it}\n",
        "",
        NEW,
    ),
    case(
        "field of a request renamed",
        "        size: {type: integer, description: How large to make it}",
        "        new_size: {type: integer, description: How large to make it}",
        NEW,
    ),
    case(
        "field of a request made required",
        "      required: [name]\n",
        "      required: [name, size]\n",
        NEW,
    ),
    case(
        "field of a request made optional",
        "      required: [name]\n",
        "",
        NEW,
    ),
    case(
        "field of a request made nullable",
        "size: {type: integer, description: How large to make it}",
        "size: {type: [integer, 'null'], description: How large to make it}",
        "let value = @NewThing::new(\"a\"); let _: Option<i64> = value.size;",
    ),
    case(
        "field of a request widened",
        "size: {type: integer, description: How large to make it}",
        "size: {type: number, description: How large to make it}",
        NEW,
    ),
    case(
        "field of a number added to a request",
        "        size: {type: integer, description: How large to make it}",
        "        size: {type: integer, description: How large to make it}\n        depth: {type: number}",
        "fn same<T: PartialEq>(a: &T) -> bool { a == a } same(&@NewThing::new(\"a\"));",
    ),
    case(
        "other properties allowed",
        "    @NewThing:\n      type: object\n",
        "    @NewThing:\n      type: object\n      additionalProperties: true\n",
        "fn same<T: PartialEq>(a: &T) -> bool { a == a } same(&@NewThing::new(\"a\"));",
    ),
    // Fields of what is received.
    case(
        "optional field of an answer added",
        "        weight: {type: integer, format: int64}",
        "        weight: {type: integer, format: int64}\n        depth: {type: integer}",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    case(
        "required field of an answer added",
        "      required: [id, name]\n",
        "      required: [id, name, depth]\n",
        "fn read(thing: @Thing) -> String { thing.name } let _ = read;",
    ),
    case(
        "field of an answer removed",
        "        size: {type: integer, description: How large}\n",
        "",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    case(
        "field of an answer renamed",
        "        size: {type: integer, description: How large}",
        "        full_size: {type: integer, description: How large}",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    case(
        "field of an answer made optional",
        "      required: [id, name]\n",
        "      required: [id]\n",
        "fn read(thing: @Thing) -> String { thing.name } let _ = read;",
    ),
    case(
        "field of an answer made required",
        "      required: [id, name]\n",
        "      required: [id, name, size]\n",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    case(
        "field of an answer made nullable",
        "name: {type: string, description: What it is called}",
        "name: {type: [string, 'null'], description: What it is called}",
        "fn read(thing: @Thing) -> String { thing.name } let _ = read;",
    ),
    case(
        "field of an answer no longer nullable",
        "note: {type: [string, 'null']}",
        "note: {type: string}",
        "fn read(thing: @Thing) -> Option<Option<String>> { thing.note } let _ = read;",
    ),
    case(
        "field of an answer widened",
        "size: {type: integer, description: How large}",
        "size: {type: number, description: How large}",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    case(
        "field of an answer narrowed",
        "weight: {type: integer, format: int64}",
        "weight: {type: integer, format: int32}",
        "fn read(thing: @Thing) -> Option<i64> { thing.weight } let _ = read;",
    ),
    case(
        "items of a list of another type",
        "tags: {type: array, items: {type: string}}",
        "tags: {type: array, items: {type: integer}}",
        "fn read(thing: @Thing) -> Option<Vec<String>> { thing.tags } let _ = read;",
    ),
    case(
        "values of a map of another type",
        "additionalProperties: {type: integer}",
        "additionalProperties: {type: string}",
        "fn read(thing: @Thing) -> Option<i64> { thing.counts?.get(\"a\").copied() } let _ = read;",
    ),
    case(
        "description of a field changed",
        "description: What it is called",
        "description: Its name",
        "fn read(thing: @Thing) -> String { thing.name } let _ = read;",
    ),
    case(
        "pattern of a field added",
        "{type: string, description: What it is called}",
        "{type: string, pattern: '^a', description: What it is called}",
        "fn read(thing: @Thing) -> String { thing.name } let _ = read;",
    ),
    case(
        "field deprecated",
        "{type: integer, description: How large}",
        "{type: integer, deprecated: true, description: How large}",
        "fn read(thing: @Thing) -> Option<i64> { thing.size } let _ = read;",
    ),
    // Enumerations and unions.
    case(
        "value added",
        "enum: [red, green]",
        "enum: [red, green, blue]",
        "fn read(colour: @Colour) -> u8 { match colour { @Colour::Red => 1, @Colour::Green => 2, _ => 0 } } let _ = read;",
    ),
    case(
        "value removed",
        "enum: [red, green]",
        "enum: [red]",
        "let _ = @Colour::Green;",
    ),
    case(
        "value renamed",
        "enum: [red, green]",
        "enum: [red, dark_green]",
        "let _ = @Colour::Green;",
    ),
    case(
        "values in another order",
        "enum: [red, green]",
        "enum: [green, red]",
        "let _ = @Colour::Green;",
    ),
    case(
        "enumeration made a text",
        "      type: string\n      enum: [red, green]\n",
        "      type: string\n",
        "let _ = @Colour::Green;",
    ),
    case(
        "alternative added",
        "        - {$ref: '#/components/schemas/@Square'}\n",
        "        - {$ref: '#/components/schemas/@Square'}\n        - {$ref: '#/components/schemas/@Problem'}\n",
        "fn read(shape: @Shape) -> u8 { match shape { @Shape::Circle(_) => 1, @Shape::Square(_) => 2, _ => 0 } } let _ = read;",
    ),
    case(
        "alternative removed",
        "        - {$ref: '#/components/schemas/@Square'}\n",
        "",
        "fn read(shape: @Shape) -> u8 { match shape { @Shape::Circle(_) => 1, @Shape::Square(_) => 2, _ => 0 } } let _ = read;",
    ),
    case(
        "alternative of another type",
        "        radius: {type: integer}",
        "        radius: {type: string}",
        "fn read(circle: @Circle) -> i64 { circle.radius } let _ = read;",
    ),
    // Types.
    case("type renamed", "@NewThing", "@ThingToMake", CREATE),
    case(
        "type no longer used",
        "        shape: {$ref: '#/components/schemas/@Shape'}\n",
        "",
        "fn read(_: @Shape) {} let _ = read;",
    ),
    // Answers.
    case(
        "answer of another type",
        "?Get\n      tags: [#]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        '200':\n          description: The thing\n          content: {application/json: {schema: {$ref: '#/components/schemas/@Thing'}}}",
        "?Get\n      tags: [#]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        '200':\n          description: The thing\n          content: {application/json: {schema: {$ref: '#/components/schemas/@Page'}}}",
        "fn gives<O: Operation<Output = @Thing>>(_: Request<O>) {} gives(client.%().%_get(\"a\"));",
    ),
    case(
        "answer for another success added",
        "        '204': {description: Gone}\n",
        "        '204': {description: Gone}\n        '202':\n          description: Soon\n          content: {application/json: {schema: {$ref: '#/components/schemas/@Thing'}}}\n",
        "fn gives<O: Operation<Output = ()>>(_: Request<O>) {} gives(client.%().%_delete(\"a\"));",
    ),
    case(
        "failure added to one",
        "        '404':\n          description: None\n",
        "        '409':\n          description: Not now\n          content: {application/json: {schema: {$ref: '#/components/schemas/@Circle'}}}\n        '404':\n          description: None\n",
        "fn fails<O: Operation<Error = @Problem>>(_: Request<O>) {} fails(client.%().%_list());",
    ),
    case(
        "failure documented",
        "        '204': {description: Gone}\n",
        "        '204': {description: Gone}\n        '404':\n          description: None\n          content: {application/json: {schema: {$ref: '#/components/schemas/@Problem'}}}\n",
        "fn fails<O: Operation<Error = Undocumented>>(_: Request<O>) {} fails(client.%().%_delete(\"a\"));",
    ),
    case(
        "description of an answer changed",
        "description: Gone",
        "description: It is gone",
        DELETE,
    ),
    // Authentication.
    case(
        "security scheme added",
        "    @Key: {type: apiKey, in: header, name: x-#-key}\n",
        "    @Key: {type: apiKey, in: header, name: x-#-key}\n    @Other: {type: apiKey, in: header, name: x-#-other}\n",
        "let _ = Client::builder().%_key(\"k\");",
    ),
    case(
        "security scheme removed",
        "    @Key: {type: apiKey, in: header, name: x-#-key}\n",
        "    {}\n",
        "let _ = Client::builder().%_key(\"k\");",
    ),
    case(
        "security scheme of another kind",
        "@Key: {type: apiKey, in: header, name: x-#-key}",
        "@Key: {type: http, scheme: basic}",
        "let _ = Client::builder().%_key(\"k\");",
    ),
    case(
        "security no longer asked for",
        "      security: [{@Key: []}]\n",
        "      security: []\n",
        LIST,
    ),
];
