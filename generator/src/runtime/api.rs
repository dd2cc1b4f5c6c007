//! What the generator writes down about the API as a whole.

/// The API as a whole, as data.
#[derive(Debug)]
#[non_exhaustive]
pub struct Api {
    /// Its name, for messages.
    pub name: &'static str,
    /// Where it is served; the first is the default.
    pub servers: &'static [Server],
    /// How calls are authorised; the first is the one that a bare key is for.
    pub schemes: &'static [Scheme],
    /// The environment variable that overrides the base URL.
    pub env_base: &'static str,
    /// What the client calls itself.
    pub user_agent: &'static str,
    /// Headers of every request.
    pub headers: &'static [(&'static str, &'static str)],
    /// The header of an idempotency key.
    pub idempotency_header: &'static str,
}

impl Api {
    /// An API of a name, with nothing known about it.
    pub const fn new(name: &'static str) -> Api {
        Api {
            name,
            servers: &[],
            schemes: &[],
            env_base: "",
            user_agent: "",
            headers: &[],
            idempotency_header: "Idempotency-Key",
        }
    }

    /// Sets where it is served.
    #[must_use]
    pub const fn servers(mut self, servers: &'static [Server]) -> Api {
        self.servers = servers;
        self
    }

    /// Sets how calls are authorised.
    #[must_use]
    pub const fn schemes(mut self, schemes: &'static [Scheme]) -> Api {
        self.schemes = schemes;
        self
    }

    /// Sets the environment variable that overrides the base URL.
    #[must_use]
    pub const fn env_base(mut self, variable: &'static str) -> Api {
        self.env_base = variable;
        self
    }

    /// Sets what the client calls itself.
    #[must_use]
    pub const fn user_agent(mut self, text: &'static str) -> Api {
        self.user_agent = text;
        self
    }

    /// Sets headers of every request.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Api {
        self.headers = headers;
        self
    }

    /// Sets the header of an idempotency key.
    #[must_use]
    pub const fn idempotency_header(mut self, name: &'static str) -> Api {
        self.idempotency_header = name;
        self
    }

    pub(crate) fn scheme(&self, name: &str) -> Option<&'static Scheme> {
        self.schemes.iter().find(|scheme| scheme.name == name)
    }
}

/// One place where the API is served.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Server {
    /// The URL, which may have `{variables}`.
    pub url: &'static str,
    /// What the documentation says of it.
    pub description: &'static str,
    /// The variables of the URL.
    pub variables: &'static [Variable],
}

impl Server {
    /// A server without variables.
    pub const fn new(url: &'static str) -> Server {
        Server {
            url,
            description: "",
            variables: &[],
        }
    }

    /// Sets what the documentation says of it.
    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Server {
        self.description = text;
        self
    }

    /// Sets the variables of the URL.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [Variable]) -> Server {
        self.variables = variables;
        self
    }
}

/// A variable of a server's URL.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name, without braces.
    pub name: &'static str,
    /// Its value when none is set.
    pub default: &'static str,
    /// The values that it may have; empty for any.
    pub allowed: &'static [&'static str],
}

impl Variable {
    /// A variable of any value, with the one that it has when none is set.
    pub const fn new(name: &'static str, default: &'static str) -> Variable {
        Variable {
            name,
            default,
            allowed: &[],
        }
    }

    /// Sets the values that it may have.
    #[must_use]
    pub const fn allowed(mut self, values: &'static [&'static str]) -> Variable {
        self.allowed = values;
        self
    }
}

/// One way in which calls are authorised (an OpenAPI security scheme).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// How a credential travels.
    pub kind: SchemeKind,
    /// The environment variables that hold the credential: a key, or a name and a password.
    pub env: &'static [&'static str],
}

impl Scheme {
    const fn of(name: &'static str, kind: SchemeKind) -> Scheme {
        Scheme {
            name,
            kind,
            env: &[],
        }
    }

    /// `Authorization: Bearer …` (RFC 6750).
    pub const fn bearer(name: &'static str) -> Scheme {
        Scheme::of(name, SchemeKind::Bearer)
    }

    /// `Authorization: Basic …` (RFC 7617).
    pub const fn basic(name: &'static str) -> Scheme {
        Scheme::of(name, SchemeKind::Basic)
    }

    /// A key in a header.
    pub const fn header(name: &'static str, header: &'static str) -> Scheme {
        Scheme::of(name, SchemeKind::Header(header))
    }

    /// A key in the query.
    pub const fn query(name: &'static str, parameter: &'static str) -> Scheme {
        Scheme::of(name, SchemeKind::Query(parameter))
    }

    /// A key in a cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Scheme {
        Scheme::of(name, SchemeKind::Cookie(cookie))
    }

    /// Sets the environment variables that hold the credential: a key, or a name and a password.
    #[must_use]
    pub const fn env(mut self, variables: &'static [&'static str]) -> Scheme {
        self.env = variables;
        self
    }
}

/// How a credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A key in this header.
    Header(&'static str),
    /// A key in this query parameter.
    Query(&'static str),
    /// A key in this cookie.
    Cookie(&'static str),
}
