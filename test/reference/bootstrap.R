# Reference values for test/inference/bootstrap*.test.ts. From the root: Rscript test/reference/bootstrap.R
#
#   intervals   boot.ci of package boot on given replicates: {replicates, original, level, acceleration, normal, basic,
#               percentile, bca}, each a pair of limits. bca with the acceleration given, by the formulas of Davison & Hinkley
#               (1997), section 5.3.2, and the quantiles of their eq. 5.8, since boot.ci finds the acceleration itself.
#   sleepstudy  bootMer: means and standard deviations of the estimates over nsim replicates
#   quadratic   PBmodcomp of pbkrtest: moments of the simulated statistics of Days^2 under the straight line, and p
suppressMessages({
  library(lme4)
  library(boot)
  library(pbkrtest)
  library(jsonlite)
})

set.seed(20261121)
interpolated <- function(t, alpha) {
  t <- sort(t)
  n <- length(t)
  rank <- (n + 1) * alpha
  k <- trunc(rank)
  if (k < 1) return(t[1])
  if (k >= n) return(t[n])
  if (k == rank) return(t[k])
  share <- (qnorm(alpha) - qnorm(k / (n + 1))) / (qnorm((k + 1) / (n + 1)) - qnorm(k / (n + 1)))
  t[k] + share * (t[k + 1] - t[k])
}
bca <- function(t, t0, level, a) {
  w <- qnorm(mean(t < t0))
  z <- qnorm(c((1 - level) / 2, (1 + level) / 2))
  sapply(pnorm(w + (w + z) / (1 - a * (w + z))), function(alpha) interpolated(t, alpha))
}
interval <- function(count, level, a) {
  replicates <- signif(rgamma(count, 3), 8)
  original <- 2.7
  object <- list(t0 = original, t = matrix(replicates), R = count, call = quote(boot()))
  class(object) <- "boot"
  ci <- boot.ci(object, conf = level, type = c("norm", "basic", "perc"))
  list(replicates = replicates, original = original, level = level, acceleration = a,
       normal = ci$normal[2:3], basic = ci$basic[4:5], percentile = ci$percent[4:5],
       bca = bca(replicates, original, level, a))
}
intervals <- list(interval(999, 0.95, 0), interval(400, 0.9, 0.05), interval(157, 0.99, -0.03))

nsim <- 500
model <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy)
statistic <- function(m) {
  s <- attr(VarCorr(m)$Subject, "stddev")
  c(s[[1]], s[[2]], attr(VarCorr(m)$Subject, "correlation")[2, 1], sigma(m), fixef(m))
}
boots <- bootMer(model, statistic, nsim = nsim, seed = 1)
small <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE)
large <- update(small, . ~ . + I(Days^2))
test <- PBmodcomp(large, small, nsim = nsim, seed = 1)
reference <- as.numeric(test$ref)

write_json(
  list(
    intervals = intervals,
    sleepstudy = list(nsim = nsim,
                      names = c("sd_(Intercept)|Subject", "sd_Days|Subject", "cor_Days.(Intercept)|Subject",
                                "sigma", "(Intercept)", "Days"),
                      mean = colMeans(boots$t, na.rm = TRUE), sd = apply(boots$t, 2, sd, na.rm = TRUE)),
    quadratic = list(nsim = length(reference), mean = mean(reference), sd = sd(reference),
                     statistic = test$test$stat[1], p = test$test$p.value[2])
  ),
  "test/reference/bootstrap.json", digits = 15, auto_unbox = TRUE, pretty = FALSE
)
