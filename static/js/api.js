/* Swagger UI in place of the plain list of operations; nothing is fetched from elsewhere. */
"use strict";
document.addEventListener("DOMContentLoaded", function () {
  var place = document.getElementById("api");
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    validatorUrl: null,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    persistAuthorization: false
  });
});
