"""The HTTP door: webhooks, REST API and pages. Starlette and FastAPI live here and nowhere below."""
