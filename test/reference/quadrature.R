# Models in which Laplace's approximation is poor, judged by fine quadrature. Run from the root: Rscript test/reference/quadrature.R
suppressMessages({library(lme4); library(mlmRev)})

# Like the toenail trial: many subjects of few visits, a binary outcome, an SD of about 4.
set.seed(20)
subjects <- 80
visits <- c(0, 1, 2, 3, 6, 9, 12)
d <- expand.grid(time = visits, id = seq_len(subjects))
d$treat <- as.numeric(d$id %% 2 == 0)
d <- d[d$time == 0 | runif(nrow(d)) < 0.9, ]
u <- rnorm(subjects)
eta <- -1.6 - 0.2 * d$treat - 0.4 * d$time - 0.1 * d$treat * d$time + 4 * u[d$id]
d$y <- rbinom(nrow(d), 1, plogis(eta))
d$count <- rpois(nrow(d), exp(pmin(0.3 * eta + 0.5, 5)))

tight <- glmerControl(tolPwrss = 1e-13)
formula <- y ~ treat * time + (1 | id)
devfun <- function(n) glmer(formula, d, binomial, nAGQ = n, devFunOnly = TRUE, control = tight)
fixed <- c(3.7, -1.5, -0.3, -0.35, -0.1)
orders <- c(1, 5, 15, 25, 50, 100)
at <- lapply(orders, function(n) list(points = n, value = devfun(n)(if (n == 1) fixed else fixed)))

# log integrals by adaptive Simpson rules of R's own, subject by subject
judge <- function(density, beta, sd, x) {
  total <- 0
  for (rows in split(seq_len(nrow(d)), d$id)) {
    base <- drop(x[rows, , drop = FALSE] %*% beta)
    f <- function(u) vapply(u, function(v) sum(density(rows, base + sd * v)) - v^2 / 2, 0)
    top <- optimise(f, c(-9, 9), maximum = TRUE)$objective
    g <- function(u) exp(f(u) - top)
    cuts <- seq(-11, 11, 1)
    parts <- mapply(function(a, b) integrate(g, a, b, rel.tol = 1e-12, subdivisions = 500)$value, head(cuts, -1), tail(cuts, -1))
    total <- total + top + log(sum(parts)) - log(2 * pi) / 2
  }
  -2 * total
}
x <- model.matrix(~ treat * time, d)
families <- list(
  list(family = "binomial", link = "logit", response = "y", sd = 3.7, beta = fixed[-1], a = numeric(0),
    density = function(i, e) ifelse(d$y[i] == 1, plogis(e, log.p = TRUE), plogis(-e, log.p = TRUE))),
  list(family = "binomial", link = "probit", response = "y", sd = 2.1, beta = c(-0.9, -0.2, -0.2, -0.05), a = numeric(0),
    density = function(i, e) ifelse(d$y[i] == 1, pnorm(e, log.p = TRUE), pnorm(-e, log.p = TRUE))),
  list(family = "binomial", link = "cloglog", response = "y", sd = 2.5, beta = c(-1.9, -0.2, -0.2, -0.05), a = numeric(0),
    density = function(i, e) ifelse(d$y[i] == 1, log(-expm1(-exp(e))), -exp(e))),
  list(family = "poisson", link = "log", response = "count", sd = 1.2, beta = c(0.1, 0.1, -0.1, -0.03), a = numeric(0),
    density = function(i, e) dpois(d$count[i], exp(e), log = TRUE)),
  list(family = "negative-binomial-2", link = "log", response = "count", sd = 1.1, beta = c(0.1, 0.1, -0.1, -0.03), a = 1.5,
    density = function(i, e) dnbinom(d$count[i], size = exp(1.5), mu = exp(e), log = TRUE)))
values <- lapply(families, function(f) list(family = f$family, link = f$link, response = f$response, sd = f$sd,
  beta = f$beta, a = I(f$a), value = judge(f$density, f$beta, f$sd, x)))

# The optimum by 100 points
f <- devfun(100)
best <- NULL
start <- fixed
for (round in 1:2) {
  o <- nlminb(start, f, lower = c(0, rep(-Inf, 4)), control = list(rel.tol = 1e-15, x.tol = 1e-12, eval.max = 3000, iter.max = 2000))
  if (is.null(best) || o$objective < best$objective) best <- o
  o <- optim(best$par, f, control = list(reltol = 1e-15, maxit = 500))
  if (o$value < best$objective) best <- list(par = o$par, objective = o$value)
  start <- best$par * (1 + 1e-3 * rnorm(5))
}
laplace <- glmer(formula, d, binomial)

data(Contraception)
c25 <- glmer(use ~ age + livch + urban + (1 | district), Contraception, binomial, nAGQ = 25, devFunOnly = TRUE, control = tight)
cpar <- c(0.4642, -1.69, -0.0266, 1.109, 1.376, 1.345, 0.732)

# Nested: each community's likelihood by product rules of 80 and 100 points that are not adapted to the data
nested <- expand.grid(row = 1:3, mother = 1:4, community = 1:8)
nested$x <- round(rnorm(nrow(nested)), 3)
mothers <- rnorm(32)
communities <- rnorm(8)
nested$id <- (nested$community - 1) * 4 + nested$mother
nested$y <- rbinom(nrow(nested), 1, plogis(-0.4 + 0.5 * nested$x + 2 * mothers[nested$id] + communities[nested$community]))
brute <- function(n) {
  rule <- statmod::gauss.quad.prob(n, "normal")
  total <- 0
  for (j in 1:8) {
    outer <- vapply(rule$nodes, function(v) {
      prod(vapply(unique(nested$id[nested$community == j]), function(m) {
        r <- nested[nested$id == m, ]
        e <- -0.4 + 0.5 * r$x + 1.0 * v
        sum(rule$weights * vapply(rule$nodes, function(w) prod(plogis((2 * r$y - 1) * (e + 2 * w))), 0))
      }, 0))
    }, 0)
    total <- total + log(sum(rule$weights * outer))
  }
  -2 * total
}
out <- list(
  data = list(id = d$id - 1, treat = d$treat, time = d$time, y = d$y, count = d$count),
  lme4 = at, fixed = fixed, values = values,
  optimum = list(objective = best$objective, sd = best$par[1], beta = best$par[-1]),
  laplace = list(objective = -2 * as.numeric(logLik(laplace)), sd = getME(laplace, "theta")[[1]]),
  contraception = list(par = cpar, value = c25(cpar),
    y = as.numeric(Contraception$use == "Y"), district = as.integer(Contraception$district) - 1,
    x = unname(apply(model.matrix(~ age + livch + urban, Contraception), 2, c, simplify = FALSE))),
  nested = list(y = nested$y, x = nested$x, mother = nested$id - 1, community = nested$community - 1,
    value = brute(100), coarse = brute(80)))
writeLines(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE), "test/reference/quadrature.json")
str(out[c("lme4", "optimum", "laplace")]); print(out$nested$value - out$nested$coarse)
