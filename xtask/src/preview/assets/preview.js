// Shows the document that stands in the page, each operation with its page and its Rust method.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const links = read("links");

// The links of an operation, under the line that names it.
const WithLinks = (Original, system) => (props) => {
  const { createElement } = system.React;
  const operation = props.operationProps;
  const own = links[`${operation.get("method").toUpperCase()} ${operation.get("path")}`] ?? [];
  const shown = own.map(({ kind, text, url }, at) => {
    const attributes = { key: at, className: `preview-${kind}` };
    return url
      ? createElement("a", { ...attributes, href: url, rel: "noreferrer" }, text)
      : createElement("span", attributes, text);
  });
  return createElement(
    "div",
    { className: "preview-operation" },
    createElement(Original, props),
    createElement("div", { className: "preview-links" }, ...shown),
  );
};

SwaggerUIBundle({
  dom_id: "#preview",
  spec: read("document"),
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  defaultModelsExpandDepth: 0,
  // Nothing is asked of anybody: no calls of the API, no validator.
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [() => ({ wrapComponents: { OperationSummary: WithLinks } })],
});
