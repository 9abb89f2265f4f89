# Log densities of the families of generalised models from R's own densities. Run from the root: Rscript test/reference/family.R
inverse <- list(
  logit = plogis, probit = pnorm, cauchit = pcauchy,
  cloglog = function(x) -expm1(-exp(x)), log = exp, identity = identity,
  inverse = function(x) 1 / x, sqrt = function(x) x^2, `inverse-square` = function(x) 1 / sqrt(x)
)
# log F and log(1 - F) that keep their digits in the tails
tails <- list(
  logit = function(x, low) plogis(x, lower.tail = low, log.p = TRUE),
  probit = function(x, low) pnorm(x, lower.tail = low, log.p = TRUE),
  cauchit = function(x, low) pcauchy(x, lower.tail = low, log.p = TRUE),
  cloglog = function(x, low) if (!low) -exp(x) else if (x > 0) log1p(-exp(-exp(x))) else log(-expm1(-exp(x)))
)
density <- function(family, link, y, w, eta, a) {
  mu <- inverse[[link]](eta)
  phi <- exp(a[1])
  switch(family,
    binomial = if (is.null(tails[[link]])) dbinom(y, w, mu, log = TRUE) else
      lchoose(w, y) + (if (y > 0) y * tails[[link]](eta, TRUE) else 0) +
        (if (y < w) (w - y) * tails[[link]](eta, FALSE) else 0),
    poisson = dpois(y, w * mu, log = TRUE),
    `negative-binomial-1` = w * dnbinom(y, size = mu / phi, mu = mu, log = TRUE),
    `negative-binomial-2` = w * dnbinom(y, size = phi, mu = mu, log = TRUE),
    gamma = w * dgamma(y, shape = 1 / phi, scale = mu * phi, log = TRUE),
    `inverse-gaussian` = w * (-0.5 * log(2 * pi * phi * y^3) - (y - mu)^2 / (2 * phi * mu^2 * y)),
    beta = w * dbeta(y, mu * phi, (1 - mu) * phi, log = TRUE),
    gaussian = w * dnorm(y, mu, sqrt(phi), log = TRUE),
    ordinal = {
      tau <- c(-Inf, a[1] + c(0, cumsum(exp(a[-1]))), Inf) - eta
      w * log(inverse[[link]](tau[y + 2]) - inverse[[link]](tau[y + 1]))
    })
}
rows <- list()
add <- function(family, link, y, w, eta, a = numeric(0), categories = 0)
  rows[[length(rows) + 1]] <<- list(family = family, link = link, y = y, w = w, eta = eta, a = I(a),
    categories = categories, value = density(family, link, y, w, eta, if (length(a)) a else 0))
for (link in names(tails)) {
  for (eta in c(-40, -12, -5.2, -4.8, -1, -0.2, 0, 0.4, 1.7, 4.9, 5.3, 6.1))
    for (yw in list(c(0, 1), c(1, 1), c(3, 7))) {
      if (link == "cloglog" && eta > 5 && yw[1] < yw[2]) next
      add("binomial", link, yw[1], yw[2], eta)
    }
  for (eta in c(-2, -0.3, 0, 0.8)) for (a in c(-1, 2, 5)) for (y in c(0.02, 0.6))
    add("beta", link, y, 1, eta, a)
}
add("binomial", "logit", 1, 1, -700); add("binomial", "logit", 0, 1, 700); add("binomial", "probit", 1, 1, 40)
for (eta in c(-3, -0.4, -0.01)) for (y in 0:2) add("binomial", "log", y, 2, eta)
for (eta in c(0.1, 0.8)) { add("binomial", "identity", 1, 3, eta); add("binomial", "sqrt", 1, 3, eta); add("binomial", "inverse", 1, 3, 1 / eta) }
points <- list(log = c(-3, 0, 2.5), identity = c(0.3, 4), inverse = c(0.2, 3), sqrt = c(0.5, 3), `inverse-square` = c(0.3, 2))
for (link in names(points)) for (eta in points[[link]]) {
  for (y in c(0, 1, 7, 40)) {
    add("poisson", link, y, 1, eta); add("poisson", link, y, 2.5, eta)
    for (a in c(-3, 0.2, 4)) { add("negative-binomial-1", link, y, 1, eta, a); add("negative-binomial-2", link, y, 2, eta, a) }
  }
  for (y in c(0.2, 3)) for (a in c(-4, 0, 1)) {
    add("gamma", link, y, 1, eta, a); add("inverse-gaussian", link, y, 2, eta, a)
    if (link != "inverse-square") add("gaussian", link, y, 1, eta, a)
  }
}
for (link in c("logit", "probit")) for (eta in c(-2.5, -0.3, 0, 1.1, 3)) for (y in 0:3)
  add("ordinal", link, y, 1, eta, c(-0.7, 0.1, -1.2), 4)
numbers <- function(f, x) lapply(x, function(v) list(x = v, value = f(v)))
out <- list(rows = rows, logGamma = numbers(lgamma, c(1e-10, 0.01, 0.3, 0.9999, 1.0001, 1.4616, 1.9, 2.0001, 3.3, 9.5, 11.99, 12, 40, 1e4, 1e9)))
writeLines(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE), "test/reference/family.json")
