# Kenward and Roger's adjusted covariance, degrees of freedom and F scaling, and F-tests by Satterthwaite's method, for
# models of lmm.json at the optimum found there.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/kenward-roger.R [pattern]
# With a pattern only the cases whose name matches are made again; the others in kenward-roger.json are kept.
#
# kenward-roger.json is an array of cases; each has
#   name, software         the case of lmm.json, and the versions
#   source                 "pbkrtest", or "dense": plain algebra from the definition below, where pbkrtest has no answer
#                          (it leaves weights out of the residual covariance)
#   denseAgrees            largest relative difference of pbkrtest's and the dense algebra's adjusted covariance (n <= 1000)
#   theta, sigma           in lme4's order of terms
#   vcov                   adjusted covariance of the coefficients, by rows
#   tests                  [{rows, numDf, denDf, f, scaling, satterthwaite: {numDf, denDf, f}}]; f includes the scaling
source("test/reference/read.R")
suppressPackageStartupMessages(library(pbkrtest))
pattern <- c(commandArgs(trailingOnly = TRUE), ".")[1]
target <- "test/reference/kenward-roger.json"
fits <- jsonlite::read_json("test/reference/lmm.json", simplifyVector = TRUE, simplifyDataFrame = FALSE)
names(fits) <- sapply(fits, `[[`, "name")

array <- function(x) I(unname(as.vector(x)))
rows <- function(x) I(lapply(seq_len(nrow(x)), function(i) array(x[i, ])))

# The model of a case, put at its optimum.
modelOf <- function(case) {
  d <<- readData(case$data, unlist(case$factors), case$relevel)
  stay <<- function(par, fn, lower, upper, control) list(par = par, fval = fn(par), conv = 0, message = "", feval = 1)
  thetaBest <<- case$theta
  call <- call("lmer", as.formula(case$formula, env = globalenv()), data = quote(d), REML = TRUE, start = quote(thetaBest))
  if (!is.null(case$precisionWeights)) call$weights <- as.name(case$precisionWeights)
  call$control <- quote(lmerControl(
    optimizer = stay, calc.derivs = FALSE, boundary.tol = 0, restart_edge = FALSE, check.conv.singular = "ignore"))
  suppressMessages(suppressWarnings(eval(call, globalenv())))
}

# Kenward & Roger (1997), eqs 3-5, with n x n matrices: Sigma = sum of gamma_i G_i.
dense <- function(model) {
  X <- getME(model, "X")
  w <- weights(model)
  sigma2 <- sigma(model)^2
  parts <- list()
  gamma <- c()
  vc <- VarCorr(model)
  Zt <- getME(model, "Ztlist")
  at <- 0
  for (term in seq_along(vc)) {
    k <- nrow(vc[[term]])
    Z <- lapply(seq_len(k), function(j) as.matrix(t(Zt[[at + j]])))
    at <- at + k
    for (j in seq_len(k)) for (i in j:k) {
      G <- if (i == j) tcrossprod(Z[[i]]) else tcrossprod(Z[[i]], Z[[j]]) + tcrossprod(Z[[j]], Z[[i]])
      parts <- c(parts, list(G))
      gamma <- c(gamma, vc[[term]][i, j])
    }
  }
  parts <- c(parts, list(diag(1 / w)))
  gamma <- c(gamma, sigma2)
  Sigma <- Reduce(`+`, Map(`*`, parts, gamma))
  inverse <- solve(Sigma)
  Phi <- solve(t(X) %*% inverse %*% X)
  r <- length(parts)
  TX <- inverse %*% X
  B <- lapply(parts, function(G) inverse %*% G)
  P <- lapply(parts, function(G) -t(TX) %*% G %*% TX)
  Q <- function(i, j) t(TX) %*% parts[[i]] %*% inverse %*% parts[[j]] %*% TX
  information <- matrix(0, r, r)
  for (i in seq_len(r)) for (j in seq_len(r)) {
    information[i, j] <- 0.5 * (sum(B[[i]] * t(B[[j]])) - 2 * sum(diag(Phi %*% Q(i, j))) +
                                  sum(diag(Phi %*% P[[i]] %*% Phi %*% P[[j]])))
  }
  s <- sqrt(diag(information))
  W <- solve(information / outer(s, s)) / outer(s, s)
  U <- 0 * Phi
  for (i in seq_len(r)) for (j in seq_len(r)) U <- U + W[i, j] * (Q(i, j) - P[[i]] %*% Phi %*% P[[j]])
  list(Phi = Phi, adjusted = Phi + 2 * Phi %*% U %*% Phi, P = P, W = W)
}

# Kenward & Roger (1997), section 3, for the hypothesis L beta = 0.
denseTest <- function(kr, beta, L) {
  q <- qr(L)$rank
  Theta <- t(L) %*% solve(L %*% kr$Phi %*% t(L), L)
  r <- length(kr$P)
  A1 <- A2 <- 0
  for (i in seq_len(r)) for (j in seq_len(r)) {
    a <- Theta %*% kr$Phi %*% kr$P[[i]] %*% kr$Phi
    b <- Theta %*% kr$Phi %*% kr$P[[j]] %*% kr$Phi
    A1 <- A1 + kr$W[i, j] * sum(diag(a)) * sum(diag(b))
    A2 <- A2 + kr$W[i, j] * sum(diag(a %*% b))
  }
  B <- (A1 + 6 * A2) / (2 * q)
  g <- ((q + 1) * A1 - (q + 4) * A2) / ((q + 2) * A2)
  d <- 3 * q + 2 * (1 - g)
  E <- 1 / (1 - A2 / q)
  V <- 2 / q * (1 + g / d * B) / ((1 - (q - g) / d * B)^2 * (1 - (q + 2 - g) / d * B))
  rho <- V / (2 * E^2)
  m <- 4 + (q + 2) / (q * rho - 1)
  lambda <- m / (E * (m - 2))
  b <- L %*% beta
  f <- lambda / q * sum(b * solve(L %*% kr$adjusted %*% t(L), b))
  list(numDf = q, denDf = m, f = f, scaling = lambda)
}

reference <- function(name) {
  if (!grepl(pattern, name)) return(NULL)
  began <- proc.time()[3]
  case <- fits[[name]]
  model <- modelOf(case)
  beta <- fixef(model)
  p <- length(beta)
  weighted <- !is.null(case$precisionWeights)
  small <- nobs(model) <= 1000
  ours <- if (small || weighted) dense(model)
  theirs <- if (!weighted) vcovAdj(model)
  adjusted <- if (weighted) ours$adjusted else as.matrix(theirs)
  unit <- diag(p)
  hypotheses <- lapply(seq_len(p), function(i) unit[i, , drop = FALSE])
  if (p > 2) hypotheses <- c(hypotheses, list(unit[-1, , drop = FALSE]))
  if (p > 1) hypotheses <- c(hypotheses, list(unit))
  if (p > 3) hypotheses <- c(hypotheses, list(rbind(unit[2, ] - unit[3, ], unit[4, ] + unit[1, ] / 2)))
  tests <- lapply(hypotheses, function(L) {
    kr <- if (weighted) denseTest(ours, beta, L) else {
      # What KRmodcomp(model, L) does, without the adjusted covariance anew for each L.
      x <- pbkrtest:::.KR_adjust(theirs, vcov(model), L, beta, 0)
      list(numDf = x$ndf, denDf = x$ddf, f = x$Fstat, scaling = x$F.scaling)
    }
    s <- contestMD(model, L)
    c(list(rows = rows(L)), kr, list(satterthwaite = list(numDf = s$NumDF, denDf = s$DenDF, f = s[["F value"]])))
  })
  agrees <- if (small && !weighted) max(abs(ours$adjusted / adjusted - 1)[abs(adjusted) > 1e-8 * max(abs(adjusted))])
  cat(sprintf("%-30s n %6d  p %2d  agrees %s  %.1f s\n", name, nobs(model), p, format(agrees), proc.time()[3] - began))
  list(name = name, software = paste0(software(), ", pbkrtest ", packageDescription("pbkrtest")$Version),
       source = if (weighted) "dense" else "pbkrtest", denseAgrees = agrees,
       theta = array(case$theta), sigma = sigma(model), vcov = rows(adjusted), tests = I(tests))
}

cases <- c(
  "sleepstudy slope REML", "sleepstudy independent REML", "sleepstudy two terms REML", "dyestuff REML", "dyestuff2 REML",
  "penicillin REML", "pastes nested REML", "cake REML", "machines slope REML", "machines cell REML", "machines nested REML",
  "oats split plot REML", "orthodont REML", "early REML", "timss REML", "rank deficient REML", "missing values REML",
  "weighted REML", "hsb cross-level REML", "exam REML", "scotssec crossed REML", "scotssec crossed slope REML",
  "egsingle growth REML"
)
for (name in cases) {
  made <- reference(name)
  if (is.null(made)) next
  old <- if (file.exists(target)) jsonlite::read_json(target) else list()
  names(old) <- sapply(old, `[[`, "name")
  old[[name]] <- made
  old <- unname(old[intersect(cases, names(old))])
  writeLines(jsonlite::toJSON(old, auto_unbox = TRUE, digits = NA, null = "null"), target)
}
