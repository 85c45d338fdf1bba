"""Commands and buttons: each handler reads a visit, calls a service and answers with a view."""
