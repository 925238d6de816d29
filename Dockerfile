# One image for every role: `second-look serve`, `second-look worker`, `second-look migrate`.

FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/second-look \
    && /opt/second-look/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock \
    && python -m pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY parsers parsers
COPY migrations migrations
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/second-look/bin/python -m pip install --no-deps --no-index dist/*.whl \
    && /opt/second-look/bin/python -m pip uninstall --yes pip

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin second-look \
    && install --directory --mode 0700 --owner second-look --group second-look /var/lib/second-look
COPY --from=build /opt/second-look /opt/second-look
ENV PATH=/opt/second-look/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SECOND_LOOK_DATA_DIR=/var/lib/second-look \
    SECOND_LOOK_HOST=0.0.0.0 \
    SECOND_LOOK_LOG_FORMAT=json
USER 10001:10001
WORKDIR /var/lib/second-look
VOLUME /var/lib/second-look
EXPOSE 8000
# Only the data folder and /tmp are written: the root file system can be mounted read-only.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["second-look"]
CMD ["serve"]
