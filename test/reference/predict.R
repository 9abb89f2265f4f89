# Predictions, their standard errors and degrees of freedom, for test/predict/predict.test.ts.
# Run from the repository root: Rscript test/reference/predict.R
#
# Standard errors by dense algebra from the definition: with D = cov(b), V = Z D Z' + sigma^2 W^-1,
#   b^ - b and beta^ - beta have the joint covariance of the inverse of Henderson's coefficient matrix
#   [X'WX X'WZ; Z'WX Z'WZ + sigma^2 D^-1] / sigma^2, here written without D^-1, so that D may be singular.
# Degrees of freedom: 2 f^2 / (g' A g), f the variance as a function of (theta, sigma), g by numDeriv, A of lmerTest.
source("test/reference/read.R")
library(jsonlite)
library(numDeriv)

tight <- function(formula, data, w = rep(1, nrow(data))) {
  data$.w <- w
  environment(formula) <- environment()
  best <- NULL
  for (o in c("bobyqa", "nloptwrap", "Nelder_Mead")) {
    control <- lmerControl(optimizer = o, calc.derivs = FALSE, optCtrl = switch(o,
      bobyqa = list(maxfun = 1e5, rhobeg = 0.02, rhoend = 1e-10),
      nloptwrap = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-12, ftol_abs = 1e-14, maxeval = 1e5),
      list(maxfun = 1e5, FtolAbs = 1e-14, FtolRel = 1e-15, XtolRel = 1e-12)))
    fit <- suppressMessages(lmerTest::lmer(formula, data, weights = .w, control = control))
    fit <- suppressMessages(lmerTest::lmer(formula, data, weights = .w, control = control, start = getME(fit, "theta")))
    if (is.null(best) || REMLcrit(fit) < REMLcrit(best)) best <- fit
  }
  best
}

# Variance of x'(beta^ - beta) + z'(b^ - b) at the given (theta, sigma).
variance <- function(m, varpar, x, z) {
  theta <- varpar[-length(varpar)]; sigma <- varpar[length(varpar)]
  Lt <- getME(m, "Lambdat"); Lt@x <- theta[getME(m, "Lind")]
  L <- t(as.matrix(Lt))
  X <- getME(m, "X"); Z <- as.matrix(getME(m, "Z")); w <- weights(m)
  A <- rbind(cbind(t(L) %*% t(Z) %*% (w * Z) %*% L + diag(ncol(Z)), t(L) %*% t(Z) %*% (w * X)),
             cbind(t(X) %*% (w * Z) %*% L, t(X) %*% (w * X)))
  a <- rbind(t(L) %*% t(z), t(x))
  sigma^2 * colSums(a * solve(A, a))
}
newVariance <- function(m, varpar, znew) {   # of effects of new groups: the rows of znew list (term, z)
  sum(vapply(znew, function(e) {
    theta <- varpar[-length(varpar)]; sigma <- varpar[length(varpar)]
    k <- length(e$z); T <- matrix(0, k, k); T[lower.tri(T, TRUE)] <- theta[e$at]
    sigma^2 * sum((t(T) %*% e$z)^2)
  }, 0))
}

# rows: list of x (vector), z (sparse: list(term, level, values)), new (list(term, values))
answer <- function(m, newdata, rows) {
  sizes <- lengths(m@cnms); first <- c(1, 1 + cumsum(sizes * (sizes + 1) / 2))
  levels <- lapply(m@flist, levels)[attr(m@flist, "assign")]
  offsets <- c(0, cumsum(sizes * lengths(levels)))
  varpar <- c(getME(m, "theta"), sigma(m))
  A <- m@vcov_varpar
  out <- lapply(rows, function(r) {
    z <- numeric(offsets[length(offsets)])
    for (e in r$z) { l <- match(e$level, levels[[e$term]])
      z[offsets[e$term] + (l - 1) * sizes[e$term] + seq_len(sizes[e$term])] <- e$values }
    znew <- lapply(r$new, function(e) list(z = e$values, at = first[e$term]:(first[e$term + 1] - 1)))
    f <- function(v) variance(m, v, t(r$x), t(z)) + newVariance(m, v, znew)
    value <- f(varpar); g <- grad(f, varpar)
    list(se = sqrt(value), df = 2 * value^2 / drop(t(g) %*% A %*% g))
  })
  list(se = vapply(out, `[[`, 0, "se"), df = vapply(out, `[[`, 0, "df"),
       population = unname(predict(m, newdata, re.form = NA)),
       group = unname(predict(m, newdata, re.form = NULL, allow.new.levels = TRUE)))
}

cases <- list()

d <- readData("sleepstudy.csv", factors = "Subject")
m <- tight(Reaction ~ Days + (Days | Subject), d)
nd <- data.frame(Days = c(0, 4, 12, 5), Subject = c("308", "335", "372", "999"))
cases$slope <- c(list(sigma = sigma(m), newdata = nd,
  partial = unname(predict(m, nd[1:3, ], re.form = NULL))),
  answer(m, nd, lapply(1:4, function(i) { v <- c(1, nd$Days[i]); list(x = v,
    z = if (i < 4) list(list(term = 1, level = nd$Subject[i], values = v)),
    new = if (i == 4) list(list(term = 1, values = v))) })))
cases$slopeNew <- answer(m, nd, lapply(1:4, function(i) { v <- c(1, nd$Days[i]); list(x = v, z = NULL,
  new = list(list(term = 1, values = v))) }))

d <- readData("penicillin.csv", factors = c("plate", "sample"))
m <- tight(diameter ~ 1 + (1 | plate) + (1 | sample), d)
nd <- data.frame(plate = c("a", "b", "zz"), sample = c("A", "F", "B"))
cases$crossed <- c(list(newdata = nd, onlyPlate = unname(predict(m, nd[1:2, ], re.form = ~ (1 | plate)))),
  answer(m, nd, lapply(1:3, function(i) list(x = 1,
    z = c(if (i < 3) list(list(term = 1, level = nd$plate[i], values = 1)),
          list(list(term = 2, level = nd$sample[i], values = 1))),
    new = if (i == 3) list(list(term = 1, values = 1))))))

d <- readData("pastes.csv")
m <- tight(strength ~ 1 + (1 | batch / cask), d)
nd <- data.frame(batch = c("A", "B", "C"), cask = c("a", "c", "z"))
cases$nested <- c(list(newdata = nd), answer(m, nd, lapply(1:3, function(i) list(x = 1,
  z = c(if (i < 3) list(list(term = 1, level = paste(nd$cask[i], nd$batch[i], sep = ":"), values = 1)),
        list(list(term = 2, level = nd$batch[i], values = 1))),
  new = if (i == 3) list(list(term = 1, values = 1))))))

# Basis, contrasts, weights and offset
d <- readData("sleepstudy.csv", factors = "Subject")
d$w <- 1 + (seq_len(nrow(d)) %% 3); d$half <- factor(ifelse(d$Days < 5, "early", "late")); d$o <- 10 * (d$Days %% 2)
contrasts(d$half) <- contr.sum(2)
m <- tight(Reaction ~ poly(Days, 2) + half + offset(o) + (1 | Subject), d, d$w)
nd <- data.frame(Days = c(1, 6.5, 9), half = factor(c("early", "late", "late"), levels = c("early", "late")),
  Subject = c("308", "351", "370"), o = c(3, 0, -2))
contrasts(nd$half) <- contr.sum(2)
X <- model.matrix(delete.response(terms(m, fixed.only = TRUE)), nd, contrasts.arg = list(half = contr.sum(2)))
cases$basis <- c(list(newdata = nd, data = d[, c("Reaction", "Days", "Subject", "w", "half", "o")]),
  answer(m, nd, lapply(1:3, function(i) list(x = X[i, ], z = list(list(term = 1, level = nd$Subject[i], values = 1))))))

write(toJSON(list(software = software(), cases = cases), digits = 15, auto_unbox = TRUE), "test/reference/predict.json")
