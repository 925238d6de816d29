// Starts Swagger UI on the API's own description. Nothing is fetched from elsewhere: no validator, no fonts.
const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
});
