"""The pages: parse what comes in, call one action or query, render. No rules of their own."""
