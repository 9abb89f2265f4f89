# Reference fits of generalised linear mixed models.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/glmm.R [pattern]
# With a pattern only the cases whose name matches are fitted again; the others in glmm.json are kept.
#
# Three sources, each named in the case:
#   glmmTMB      Laplace with the observed information, optimised by nlminb and then by Newton steps on its exact gradient
#   quadrature   adaptive Gauss-Hermite written below from its definition (the log density as an R expression whose derivatives
#                R takes), with `points` nodes per dimension; with points 1 it is Laplace
#   nested       two nested factors: the integral over the inner effect inside that over the outer one
#
# glmm.json is an array of cases; each has
#   name, source, software
#   data, formula, family, link, points, trials, offset, factors
#   nobs, objective          -2 log-likelihood with all constants
#   coefficients             {names, estimate, se}; standard errors from the inverse Hessian in all parameters
#   varcorr                  [{group, names, sds, corr}] in formula order
#   dispersion               glmmTMB's sigma(); for the inverse Gaussian phi of var = phi mu^3; null where there is none
#   thresholds               of ordered responses
#   ranef                    {group: {levels, names, values, condSd}}: modes of the first five levels, condSd from the Hessian in b alone
#   mu                       fitted means (with random effects) of the first ten rows
#   deviance, pearson        residuals of those rows, where R's family object defines them
#   npar, AIC, BIC
suppressPackageStartupMessages({
  library(lme4)
  library(glmmTMB)
  library(TMB)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))
pattern <- c(commandArgs(trailingOnly = TRUE), ".")[1]
target <- "test/reference/glmm.json"
version <- function(p) paste(p, packageDescription(p)$Version)

readData <- function(file, factors) {
  d <- read.csv(file.path("test/reference/data", file), stringsAsFactors = TRUE)
  for (column in factors) d[[column]] <- factor(d[[column]])
  d
}

# ---- Densities as expressions in eta ----------------------------------------------------------------------------
# y the response, n the binomial size, a the parameter without bounds (log dispersion), lo and hi the thresholds around a category.
densities <- list(
  "binomial logit" = quote(y * eta - n * log1p(exp(eta)) + lchoose(n, y)),
  "binomial probit" = quote(y * pnorm(eta, log.p = TRUE) + (n - y) * pnorm(-eta, log.p = TRUE) + lchoose(n, y)),
  "binomial cloglog" = quote(y * log(1 - exp(-exp(eta))) - (n - y) * exp(eta) + lchoose(n, y)),
  "binomial cauchit" = quote(y * log(0.5 + atan(eta) / pi) + (n - y) * log(0.5 - atan(eta) / pi) + lchoose(n, y)),
  "poisson log" = quote(y * eta - exp(eta) - lgamma(y + 1)),
  "poisson sqrt" = quote(y * 2 * log(abs(eta)) - eta^2 - lgamma(y + 1)),
  "Gamma log" = quote(-lgamma(exp(-2 * a)) + exp(-2 * a) * (-2 * a - eta + log(y) - y * exp(-eta)) - log(y)),
  "inverse-gaussian log" = quote(-0.5 * (log(2 * pi) + a + 3 * log(y)) - (y - exp(eta))^2 / (2 * exp(a) * exp(eta)^2 * y)),
  "cumulative logit" = quote(log(1 / (1 + exp(eta - hi)) - 1 / (1 + exp(eta - lo)))),
  "cumulative probit" = quote(log(pnorm(hi - eta) - pnorm(lo - eta)))
)
# lchoose and pnorm(log.p) have no derivatives in R's table.
simple <- densities
for (link in c("logit", "cloglog", "cauchit")) {
  key <- paste("binomial", link)
  simple[[key]] <- densities[[key]][[2]]
}
simple[["binomial probit"]] <- quote(y * log(pnorm(eta)) + (n - y) * log(pnorm(-eta)))

# ---- Adaptive quadrature on one factor --------------------------------------------------------------------------
lowerOf <- function(theta, k) {
  m <- matrix(0, k, k)
  m[lower.tri(m, diag = TRUE)] <- theta
  m
}

# minus twice the log-likelihood; attributes: modes b and inverse Hessians by group
quadratureObjective <- function(case, X, Z, y, n, g, offset, points, thresholds) {
  key <- paste(case$family, case$link)
  l0 <- densities[[key]]
  l1 <- D(simple[[key]], "eta")
  l2 <- D(l1, "eta")
  k <- ncol(Z)
  levels <- max(g)
  rule <- if (points == 1) list(nodes = 0, weights = sqrt(pi)) else statmod::gauss.quad(points, "hermite")
  grid <- as.matrix(expand.grid(rep(list(seq_along(rule$nodes)), k)))
  known <- new.env()
  known$u <- matrix(0, levels, k)
  function(par, p, aux, full = FALSE) {
    beta <- par[seq_len(p)]
    t <- lowerOf(par[p + seq_len(k * (k + 1) / 2)], k)
    extra <- par[-seq_len(p + k * (k + 1) / 2)]
    a <- if (aux) extra[1] else 0
    lo <- hi <- 0
    if (thresholds > 0) {
      cuts <- c(-100, cumsum(c(extra[1], exp(extra[-1]))), 100)
      if (case$link == "probit") cuts[c(1, length(cuts))] <- c(-30, 30)
      lo <- cuts[y + 1]
      hi <- cuts[y + 2]
    }
    fixed <- if (p > 0) drop(X[, seq_len(p), drop = FALSE] %*% beta) + offset else offset
    W <- Z %*% t
    at <- function(u) list(eta = fixed + rowSums(W * u[g, , drop = FALSE]), y = y, n = n, a = a, lo = lo, hi = hi)
    value <- function(u) drop(rowsum(eval(l0, at(u)), g)) - rowSums(u^2) / 2
    u <- known$u
    hess <- array(0, c(levels, k, k))
    grad <- matrix(0, levels, k)
    best <- value(u)
    for (step in 1:200) {
      e <- at(u)
      d1 <- eval(l1, e)
      d2 <- eval(l2, e)
      for (i in 1:k) {
        grad[, i] <- rowsum(d1 * W[, i], g) - u[, i]
        for (j in 1:k) hess[, i, j] <- -rowsum(d2 * W[, i] * W[, j], g) + (i == j)
      }
      if (k == 1) {
        ok <- hess[, 1, 1] > 0.05
        move <- grad / ifelse(ok, hess[, 1, 1], 1)
      } else {
        det <- hess[, 1, 1] * hess[, 2, 2] - hess[, 1, 2]^2
        move <- cbind(hess[, 2, 2] * grad[, 1] - hess[, 1, 2] * grad[, 2], hess[, 1, 1] * grad[, 2] - hess[, 1, 2] * grad[, 1]) / det
      }
      if (max(abs(move)) < 1e-11) break
      scale <- rep(1, levels)
      for (half in 1:30) {
        new <- u + scale * move
        v <- value(new)
        worse <- !(v >= best - 1e-12 * (1 + abs(best)))
        if (!any(worse)) break
        scale[worse] <- scale[worse] / 2
      }
      u[!worse, ] <- new[!worse, ]
      best[!worse] <- v[!worse]
      if (all(worse)) break
    }
    known$u <- u
    # L with L L' = hess; nodes u + sqrt(2) L^-T z
    if (k == 1) {
      root <- array(sqrt(hess), c(levels, 1, 1))
      half <- log(root[, 1, 1])
    } else {
      l11 <- sqrt(hess[, 1, 1]); l21 <- hess[, 2, 1] / l11; l22 <- sqrt(hess[, 2, 2] - l21^2)
      half <- log(l11) + log(l22)
    }
    if (points == 1) sums <- best - half
    else {
      terms <- matrix(0, levels, nrow(grid))
      for (q in seq_len(nrow(grid))) {
        z <- rule$nodes[grid[q, ]]
        shift <- if (k == 1) matrix(z / root[, 1, 1]) else { v2 <- z[2] / l22; cbind((z[1] - l21 * v2) / l11, v2) }
        terms[, q] <- value(u + sqrt(2) * shift) + sum(z^2) + sum(log(rule$weights[grid[q, ]]))
      }
      top <- apply(terms, 1, max)
      sums <- top + log(rowSums(exp(terms - top))) - k / 2 * log(pi) - half
    }
    out <- -2 * sum(sums)
    if (!full) return(if (is.finite(out)) out else 1e10)
    inverse <- lapply(seq_len(levels), function(i) t %*% solve(matrix(hess[i, , ], k)) %*% t(t))
    list(objective = out, effects = u %*% t(t), condSd = t(sapply(inverse, function(m) sqrt(diag(m)))), eta = at(u)$eta)
  }
}

optimise <- function(fn, start) {
  best <- list(par = start, objective = fn(start))
  for (s in list(start, start * 0.7)) {
    fit <- nlminb(s, fn, control = list(rel.tol = 1e-14, x.tol = 1e-10, eval.max = 4000, iter.max = 1000))
    if (fit$objective < best$objective) best <- fit[c("par", "objective")]
  }
  for (i in 1:2) {
    g <- numDeriv::grad(fn, best$par)
    h <- numDeriv::hessian(fn, best$par)
    par <- best$par - solve(h, g)
    if (fn(par) <= best$objective) best <- list(par = par, objective = fn(par))
  }
  c(best, list(hessian = numDeriv::hessian(fn, best$par)))
}

quadrature <- function(case, d) {
  f <- as.formula(case$formula)
  bars <- lme4::findbars(f)
  stopifnot(length(bars) == 1)
  mf <- model.frame(lme4::subbars(f), d)
  X <- model.matrix(lme4::nobars(f)[-2], mf)
  Z <- model.matrix(as.formula(call("~", bars[[1]][[2]])), mf)
  group <- factor(mf[[deparse(bars[[1]][[3]])]])
  r <- model.response(mf)
  ordinal <- case$family == "cumulative"
  n <- rep(1, nrow(mf))
  if (is.matrix(r)) { n <- rowSums(r); y <- r[, 1] }
  else if (is.factor(r)) y <- if (ordinal) as.integer(r) - 1 else as.numeric(r != levels(r)[1])
  else if (ordinal) y <- match(r, sort(unique(r))) - 1
  else y <- r
  offset <- model.offset(mf)
  if (is.null(offset)) offset <- rep(0, nrow(mf))
  thresholds <- if (ordinal) max(y) else 0
  if (ordinal) X <- X[, colnames(X) != "(Intercept)", drop = FALSE]
  aux <- case$family %in% c("Gamma", "inverse-gaussian")
  p <- ncol(X); k <- ncol(Z)
  make <- function(points) {
    f <- quadratureObjective(case, X, Z, y, n, as.integer(group), offset, points, thresholds)
    function(par, ...) f(par, p, aux, ...)
  }
  T0 <- lowerOf(rep(0, k * (k + 1) / 2), k); diag(T0) <- 0.5
  start <- if (ordinal) {
    cum <- qlogis(cumsum(table(y) / length(y)))[seq_len(thresholds)]
    c(rep(0, p), T0[lower.tri(T0, diag = TRUE)], cum[1], log(diff(cum)))
  } else {
    guess <- switch(case$family, binomial = glm(cbind(y, n - y) ~ X - 1, family = binomial(case$link)),
                    poisson = glm(y ~ X - 1, family = poisson(case$link)), glm(y ~ X - 1, family = gaussian("log")))
    c(coef(guess), T0[lower.tri(T0, diag = TRUE)] * (if (aux) 0.2 else 1), if (aux) log(var(log(y))) * (if (case$family == "Gamma") 0.5 else 1))
  }
  fn <- make(case$points)
  best <- optimise(fn, unname(start))
  facts <- fn(best$par, full = TRUE)
  t <- lowerOf(best$par[p + seq_len(k * (k + 1) / 2)], k)
  s <- t %*% t(t)
  extra <- best$par[-seq_len(p + k * (k + 1) / 2)]
  link <- make.link(case$link)
  list(nobs = nrow(mf), objective = best$objective,
    coefficients = list(names = I(colnames(X)), estimate = I(best$par[seq_len(p)]), se = I(sqrt(diag(2 * solve(best$hessian)))[seq_len(p)])),
    varcorr = list(list(group = deparse(bars[[1]][[3]]), names = I(colnames(Z)), sds = I(sqrt(diag(s))), corr = I(cov2cor(s)[lower.tri(s)]))),
    dispersion = if (case$family == "Gamma") exp(extra[1]) else if (aux) exp(extra[1]) else NULL,
    thresholds = if (ordinal) I(cumsum(c(extra[1], exp(extra[-1])))) else NULL,
    ranef = setNames(list(list(levels = I(levels(group)[1:5]), names = I(colnames(Z)), values = facts$effects[1:5, , drop = FALSE],
      condSd = if (k == 1) matrix(facts$condSd[1:5]) else facts$condSd[1:5, , drop = FALSE])), deparse(bars[[1]][[3]])),
    mu = if (ordinal) NULL else I(link$linkinv(facts$eta[1:10])), npar = length(best$par))
}

# ---- Laplace by glmmTMB, tightly --------------------------------------------------------------------------------
tmbFamily <- function(case) switch(case$family,
  binomial = binomial(case$link), poisson = poisson(case$link), Gamma = Gamma(case$link), gaussian = gaussian(case$link),
  nbinom1 = nbinom1(case$link), nbinom2 = nbinom2(case$link), beta = beta_family(case$link))

residualFamily <- function(case, dispersion) switch(case$family,
  binomial = binomial(case$link), poisson = poisson(case$link), Gamma = Gamma(case$link), gaussian = gaussian(case$link),
  nbinom2 = MASS::negative.binomial(dispersion, case$link), NULL)

tight <- function(case, d) {
  f <- as.formula(case$formula)
  arguments <- list(f, d, family = tmbFamily(case), control = glmmTMBControl(optCtrl = list(iter.max = 2000, eval.max = 4000, rel.tol = 1e-14)))
  if (!is.null(case$trials)) arguments$weights <- d[[case$trials]]
  if (!is.null(case$offset)) arguments$offset <- d[[case$offset]]
  fit <- suppressWarnings(do.call(glmmTMB, arguments))
  obj <- fit$obj
  TMB::newtonOption(obj, tol = 1e-12, maxit = 500)
  par <- fit$fit$par
  for (i in 1:3) {
    h <- numDeriv::jacobian(obj$gr, par)
    new <- par - solve(h, drop(obj$gr(par)))
    if (obj$fn(new) <= obj$fn(par) + 1e-9) par <- new else break
  }
  h <- numDeriv::jacobian(obj$gr, par)
  objective <- 2 * obj$fn(par)
  full <- obj$env$last.par
  b <- full[names(full) == "b"]
  H <- obj$env$spHess(full, random = TRUE)
  condSd <- sqrt(Matrix::diag(Matrix::solve(H)))
  report <- obj$env$report(full)
  isBeta <- names(par) == "beta"
  cnms <- fit$modelInfo$reTrms$cond$cnms
  flist <- fit$modelInfo$reTrms$cond$flist
  assign <- attr(flist, "assign")
  varcorr <- lapply(seq_along(cnms), function(i) {
    r <- report$corr[[i]]
    list(group = names(cnms)[i], names = I(cnms[[i]]), sds = I(report$sd[[i]]), corr = I(r[lower.tri(r)]))
  })
  # glmmTMB keeps lme4's order, more levels first; formula order is that of the bars, expanded.
  bars <- sapply(lme4::expandDoubleVerts(f) |> lme4::findbars(), function(x) gsub(" ", "", deparse(x[[3]])))
  at <- 0
  effects <- list()
  for (i in seq_along(cnms)) {
    k <- length(cnms[[i]]); m <- nlevels(flist[[assign[i]]])
    own <- at + seq_len(k * m)
    take <- 1:5
    effects[[names(cnms)[i]]] <- list(levels = I(levels(flist[[assign[i]]])[take]), names = I(cnms[[i]]),
      values = matrix(b[own], m, k, byrow = TRUE)[take, , drop = FALSE], condSd = matrix(condSd[own], m, k, byrow = TRUE)[take, , drop = FALSE])
    at <- at + k * m
  }
  order <- order(match(gsub(" ", "", names(cnms)), bars))
  disp <- exp(unname(par[names(par) == "betad"]))
  dispersion <- if (length(disp) == 0 || case$family %in% c("binomial", "poisson")) NULL else
    switch(case$family, Gamma = 1 / sqrt(1 / disp), gaussian = disp, disp)
  if (case$family == "Gamma") dispersion <- disp^-0.5
  mu <- report$mu
  if (is.null(mu)) mu <- predict(fit, type = "response")
  mf <- model.frame(fit)
  y <- fit$obj$env$data$yobs
  size <- fit$obj$env$data$size
  if (length(size) == 0) size <- rep(1, length(y))
  eta <- drop(as.matrix(fit$obj$env$data$X %*% par[isBeta]) + as.matrix(fit$obj$env$data$Z %*% b)) + fit$obj$env$data$offset
  mu <- tmbFamily(case)$linkinv(eta)
  residuals <- NULL
  family <- residualFamily(case, dispersion)
  if (!is.null(family)) {
    share <- if (case$family == "binomial") y / size else y
    wt <- if (case$family == "binomial") size else rep(1, length(y))
    residuals <- list(deviance = I((sign(share - mu) * sqrt(pmax(family$dev.resids(share, mu, wt), 0)))[1:10]),
                      pearson = I(((share - mu) * sqrt(wt) / sqrt(family$variance(mu)))[1:10]))
  }
  c(list(nobs = nrow(mf), objective = objective,
    coefficients = list(names = I(colnames(fit$obj$env$data$X)), estimate = I(unname(par[isBeta])), se = I(sqrt(diag(solve(h)))[isBeta])),
    varcorr = varcorr[order], dispersion = dispersion, thresholds = NULL, ranef = effects[order], mu = I(mu[1:10]), npar = length(par),
    gradient = max(abs(obj$gr(par)))), residuals)
}

# ---- Two nested factors -----------------------------------------------------------------------------------------
# Both rules stand around modes and curvatures; the inner ones are found anew at every outer node, the outer ones by a coarse
# search on the inner integral. The value is that of converged rules, whatever the places.
nestedObjective <- function(X, y, inner, outer, points) {
  rule <- statmod::gauss.quad(points, "hermite")
  outerOf <- outer[match(seq_len(max(inner)), inner)]
  innerIntegral <- function(fixed, s, shift, u) {
    # log of the integral over the inner effect, for each inner level, with `shift` added by the outer effect
    for (i in 1:100) {
      eta <- fixed + shift[outer] + s * u[inner]
      p <- plogis(eta)
      g <- s * drop(rowsum(y - p, inner)) - u
      h <- s^2 * drop(rowsum(p * (1 - p), inner)) + 1
      u <- u + g / h
      if (max(abs(g)) < 1e-9) break
    }
    terms <- sapply(seq_along(rule$nodes), function(q) {
      v <- u + sqrt(2) * rule$nodes[q] / sqrt(h)
      eta <- fixed + shift[outer] + s * v[inner]
      drop(rowsum(y * eta - log1p(exp(eta)), inner)) - v^2 / 2 + rule$nodes[q]^2 + log(rule$weights[q])
    })
    top <- apply(terms, 1, max)
    list(value = top + log(rowSums(exp(terms - top))) - 0.5 * log(pi) - 0.5 * log(h), u = u)
  }
  known <- list(u = rep(0, max(inner)), c = rep(0, max(outer)), h = rep(1, max(outer)))
  function(par) {
    p <- ncol(X)
    fixed <- drop(X %*% par[seq_len(p)])
    s <- par[p + 1]; t <- par[p + 2]
    at <- function(c) drop(rowsum(innerIntegral(fixed, s, t * c, known$u)$value, outerOf)) - c^2 / 2
    e <- 1e-3
    for (i in 1:50) {
      f0 <- at(known$c); fp <- at(known$c + e); fm <- at(known$c - e)
      g <- (fp - fm) / (2 * e); h <- pmax(-(fp - 2 * f0 + fm) / e^2, 0.1)
      known$c <<- known$c + g / h; known$h <<- h
      if (max(abs(g / h)) < 1e-5) break
    }
    terms <- sapply(seq_along(rule$nodes), function(q)
      at(known$c + sqrt(2) * rule$nodes[q] / sqrt(known$h)) + rule$nodes[q]^2 + log(rule$weights[q]))
    top <- apply(terms, 1, max)
    -2 * sum(top + log(rowSums(exp(terms - top))) - 0.5 * log(pi) - 0.5 * log(known$h))
  }
}

nested <- function(case, d) {
  X <- model.matrix(as.formula(case$fixed), d)
  y <- as.numeric(d[[case$response]] != levels(d[[case$response]])[1])
  fn <- nestedObjective(X, y, as.integer(factor(d[[case$inner]])), as.integer(factor(d[[case$outer]])), case$points)
  start <- unname(c(coef(glm(y ~ X - 1, family = binomial)), 1, 1))
  fit <- nlminb(start, fn, control = list(rel.tol = 1e-12, x.tol = 1e-8))
  h <- numDeriv::hessian(fn, fit$par)
  new <- fit$par - solve(h, numDeriv::grad(fn, fit$par))
  if (fn(new) < fit$objective) fit <- list(par = new, objective = fn(new))
  p <- ncol(X)
  list(nobs = nrow(d), objective = fit$objective,
    coefficients = list(names = I(colnames(X)), estimate = I(fit$par[seq_len(p)]), se = I(sqrt(diag(2 * solve(h)))[seq_len(p)])),
    varcorr = list(list(group = paste0(case$inner, ":", case$outer), names = I("(Intercept)"), sds = I(abs(fit$par[p + 1])), corr = I(numeric(0))),
                   list(group = case$outer, names = I("(Intercept)"), sds = I(abs(fit$par[p + 2])), corr = I(numeric(0)))),
    dispersion = NULL, thresholds = NULL, ranef = NULL, mu = NULL, npar = p + 2)
}

# ---- The cases --------------------------------------------------------------------------------------------------
case <- function(name, data, formula, family, link, points = 1, source = if (points == 1) "glmmTMB" else "quadrature", ...)
  c(list(name = name, source = source, data = data, formula = formula, family = family, link = link, points = points), list(...))

cb <- "cbind(incidence, size - incidence) ~ period + (1 | herd)"
cu <- "use ~ urban + age + livch + (1 | district)"
cs <- "use ~ urban + age + livch + (urban | district)"
na <- "outcome ~ treatment * month + (1 | id)"
ba <- "y ~ trt + I(week > 2) + (1 | ID)"
ow <- "SiblingNegotiation ~ FoodTreatment * SexParent + offset(logBroodSize) + (1 | Nest)"
sl <- "Reaction ~ Days + (1 | Subject)"
so <- "numpos ~ religion + year + (1 | respond)"
gu <- "immun ~ 1 + (1 | comm/mom)"
guFull <- "immun ~ kid2p + mom25p + ord + ethn + momEd + husEd + momWork + rural + pcInd81 + (1 | comm/mom)"
va <- "r2 ~ (Anger + Gender + btype + situ)^2 + (1 | id) + (1 | item)"
ti <- "TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)"
ep <- "y ~ Base * trt + Age + Visit + (Visit | subject)"
cases <- list(
  case("cbpp", "cbpp.csv", cb, "binomial", "logit", factors = "period"),
  case("cbpp probit", "cbpp.csv", cb, "binomial", "probit", factors = "period"),
  case("cbpp cloglog", "cbpp.csv", cb, "binomial", "cloglog", factors = "period"),
  case("cbpp own Laplace", "cbpp.csv", cb, "binomial", "logit", source = "quadrature", factors = "period"),
  case("cbpp cauchit Laplace", "cbpp.csv", cb, "binomial", "cauchit", source = "quadrature", factors = "period"),
  case("cbpp 25", "cbpp.csv", cb, "binomial", "logit", 25, factors = "period"),
  case("cbpp probit 25", "cbpp.csv", cb, "binomial", "probit", 25, factors = "period"),
  case("cbpp cauchit 25", "cbpp.csv", cb, "binomial", "cauchit", 25, factors = "period"),
  case("contraception", "contraception.csv", cu, "binomial", "logit"),
  case("contraception 25", "contraception.csv", cu, "binomial", "logit", 25),
  case("contraception cloglog", "contraception.csv", cu, "binomial", "cloglog"),
  case("contraception slope", "contraception.csv", cs, "binomial", "logit"),
  case("contraception slope probit", "contraception.csv", cs, "binomial", "probit"),
  case("contraception slope 15", "contraception.csv", cs, "binomial", "logit", 15),
  case("bacteria", "bacteria.csv", ba, "binomial", "logit"),
  case("bacteria 50", "bacteria.csv", ba, "binomial", "logit", 50),
  case("nails", "nails.csv", na, "binomial", "logit"),
  case("nails 60", "nails.csv", na, "binomial", "logit", 60),
  case("nails probit 60", "nails.csv", na, "binomial", "probit", 60),
  case("nails cloglog 60", "nails.csv", na, "binomial", "cloglog", 60),
  case("verbagg", "verbagg.csv.gz", va, "binomial", "logit"),
  case("grouseticks", "grouseticks.csv", ti, "poisson", "log", factors = "YEAR"),
  case("guimmun", "guimmun.csv", gu, "binomial", "logit"),
  case("guimmun full", "guimmun.csv", guFull, "binomial", "logit"),
  case("guimmun nested", "guimmun.csv", gu, "binomial", "logit", 15, "nested", fixed = "~ 1", response = "immun", inner = "mom", outer = "comm"),
  case("salamanders", "salamanders.csv", "count ~ mined + spp + (1 | site)", "poisson", "log"),
  case("salamanders 30", "salamanders.csv", "count ~ mined + spp + (1 | site)", "poisson", "log", 30),
  case("salamanders nb2", "salamanders.csv", "count ~ mined + spp + (1 | site)", "nbinom2", "log"),
  case("salamanders nb1", "salamanders.csv", "count ~ mined + spp + (1 | site)", "nbinom1", "log"),
  case("owls nb2", "owls.csv", ow, "nbinom2", "log"),
  case("owls nb1", "owls.csv", ow, "nbinom1", "log"),
  case("epil2 poisson", "epil2.csv", ep, "poisson", "log"),
  case("epil2 nb2", "epil2.csv", ep, "nbinom2", "log"),
  case("sleepstudy Gamma", "sleepstudy.csv", "Reaction ~ Days + (Days | Subject)", "Gamma", "log"),
  case("sleepstudy Gamma inverse", "sleepstudy.csv", "I(Reaction/100) ~ Days + (1 | Subject)", "Gamma", "inverse"),
  case("sleepstudy Gamma 20", "sleepstudy.csv", sl, "Gamma", "log", 20),
  case("sleepstudy inverse Gaussian", "sleepstudy.csv", sl, "inverse-gaussian", "log", source = "quadrature"),
  case("sleepstudy inverse Gaussian 20", "sleepstudy.csv", sl, "inverse-gaussian", "log", 20),
  case("sleepstudy gaussian log", "sleepstudy.csv", sl, "gaussian", "log"),
  case("gcsemv beta", "gcsemv.csv", "I(course/100.5) ~ gender + (1 | school)", "beta", "logit"),
  case("socatt logit", "socatt.csv", so, "cumulative", "logit", source = "quadrature", factors = "year"),
  case("socatt logit 20", "socatt.csv", so, "cumulative", "logit", 20, factors = "year"),
  case("socatt probit 20", "socatt.csv", so, "cumulative", "probit", 20, factors = "year")
)

old <- if (file.exists(target)) jsonlite::read_json(target) else list()
names(old) <- sapply(old, `[[`, "name")
results <- list()
for (one in cases) {
  if (!grepl(pattern, one$name) && one$name %in% names(old)) {
    results <- c(results, list(old[[one$name]]))
    next
  }
  began <- proc.time()[3]
  d <- readData(one$data, one$factors)
  fit <- tryCatch(switch(one$source, glmmTMB = tight(one, d), quadrature = quadrature(one, d), nested = nested(one, d)),
    error = function(e) { cat(one$name, "FAILED:", conditionMessage(e), "\n"); NULL })
  if (is.null(fit)) next
  fit$AIC <- fit$objective + 2 * fit$npar
  fit$BIC <- fit$objective + log(fit$nobs) * fit$npar
  cat(sprintf("%-32s %.8f  %s  sd %s  (%.0f s)\n", one$name, fit$objective, paste(signif(fit$coefficients$estimate, 6), collapse = " "),
    paste(signif(unlist(lapply(fit$varcorr, `[[`, "sds")), 6), collapse = " "), proc.time()[3] - began))
  software <- paste(c(paste0("R ", R.version$major, ".", R.version$minor), version("lme4"), version("glmmTMB"), version("TMB"), version("statmod")), collapse = ", ")
  one$factors <- I(as.character(one$factors))
  results <- c(results, list(c(one, list(software = software), fit)))
  text <- sapply(results, jsonlite::toJSON, auto_unbox = TRUE, digits = NA, null = "null", matrix = "rowmajor")
  writeLines(c("[", paste0(text, c(rep(",", length(text) - 1), "")), "]"), target)
}
